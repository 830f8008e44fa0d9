import type { Mapping, SourceReference } from '../definition/edge-definition';
import type { Definition, LeafKind, NodeKind } from '../kinds';

/** The mapping from an edge to the input of its target. Sources name the kept outputs. */
export type InputMapping =
  | { readonly kind: 'via'; readonly change: (value: never) => unknown }
  | { readonly kind: 'source'; readonly source: InputSource }
  | { readonly kind: 'record'; readonly sources: readonly (readonly [key: string, source: InputSource])[] };

/** The input of the flow, or the key of a kept output: `node.action`. */
export type InputSource = 'input' | { readonly outputKey: string };

/** An edge that leaves a node of a flow. */
export interface Edge {
  readonly origin: Place;
  readonly action: string;
  readonly target: Place;
  readonly mapping: InputMapping | undefined;
  /** The key under which the value is kept for a later `from`; `undefined` if none names it. */
  readonly outputKey: string | undefined;
  /**
   * Whether the edge connects two plain steps directly: the value is passed unchanged and not kept, the target starts
   * at once and without a limit, and the origin has no compensation.
   */
  readonly direct: boolean;
}

/** A queue in which tokens wait for a permit. Places with the same name share it. */
export interface PlaceConcurrency {
  readonly name: string;
  /** Permits of each key. */
  readonly limit: number;
  /** Permits of all keys together. */
  readonly total: number | undefined;
  /** Returns the key of an input; `undefined` if there is one key for all. */
  readonly key: ((input: never) => string | number) | undefined;
}

/**
 * One position of a compiled graph. Everything that a transition needs is computed beforehand, so that a step of a run
 * costs a few property reads.
 */
export interface Place {
  /** Index of the place in its graph, so that an engine can keep data about places in an array. */
  readonly ordinal: number;
  /** Durable address in the graph: the keys from the outside in, joined by `/`. */
  readonly id: string;
  /** Segment of the run's path; empty if the place shares that of its parent. */
  readonly key: string;
  /** Key of the nearest node of a flow: the name of the place for people. */
  readonly node: string;
  readonly kind: NodeKind;
  readonly definition: Definition;
  /** The place that holds this one; `undefined` for the flow itself. */
  readonly owner: Place | undefined;
  /** Position among the owner's children. */
  readonly index: number;
  readonly children: readonly Place[];
  /** The start of a flow, or the flow that a `ref` calls. */
  readonly start: Place | undefined;
  /** The edge of the action `next`, separate because nearly every step takes it. */
  readonly next: Edge | undefined;
  readonly edges: ReadonlyMap<string, Edge>;
  readonly error: Edge | undefined;
  /** The number of exits of a flow. */
  readonly exits: number;
  /** The initial visit counts of the nodes of a flow, all 0. An activation counts in a copy. */
  readonly unvisited: readonly number[];
  readonly leaf: LeafKind | undefined;
  readonly maxVisits: number;
  readonly delayMs: number;
  readonly deadlineMs: number;
  /** The queue in which a token waits for a permit before it begins. */
  readonly queue: PlaceConcurrency | undefined;
  readonly hasFallback: boolean;
  readonly compensates: boolean;
}

/** A compiled flow, with every flow that it calls by name. */
export interface Graph {
  readonly name: string;
  readonly version: string;
  readonly root: Place;
  /** Every place by its id. */
  readonly places: ReadonlyMap<string, Place>;
}

export function mappingOf(mapping: Mapping | undefined): InputMapping | undefined {
  switch (mapping?.kind) {
    case 'via':
      return mapping;
    case 'source':
      return { kind: 'source', source: inputSource(mapping.source) };
    case 'record':
      return {
        kind: 'record',
        sources: Object.entries(mapping.sources).map(([key, source]) => [key, inputSource(source)] as const),
      };
    case undefined:
      return undefined;
  }
}

function inputSource(source: SourceReference): InputSource {
  return source.kind === 'input' ? 'input' : { outputKey: outputKeyOf(source.node, source.action ?? 'next') };
}

export function outputKeyOf(node: string, action: string): string {
  return `${node}.${action}`;
}
