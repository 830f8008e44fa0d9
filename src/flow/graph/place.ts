import type { Mapping, SourceReference } from '../definition/edge-definition';
import type { Definition, LeafKind, NodeKind } from '../kinds';

/** How an edge makes its target's input. Sources name the slot in which the value was kept. */
export type InputMapping =
  | { readonly kind: 'via'; readonly change: (value: never) => unknown }
  | { readonly kind: 'source'; readonly source: InputSource }
  | { readonly kind: 'record'; readonly sources: readonly (readonly [key: string, source: InputSource])[] };

/** The input of the flow, or the slot of an output; a slot is `node.action`. */
export type InputSource = 'input' | { readonly outputKey: string };

/** A way out of a node of a flow. */
export interface Edge {
  readonly origin: Place;
  readonly action: string;
  readonly target: Place;
  readonly mapping: InputMapping | undefined;
  /** Where the value is kept for a later `from`; `undefined` if none names it. */
  readonly outputKey: string | undefined;
  /**
   * Leads straight from one plain step to another: the value is handed on as it is and kept nowhere, the target starts at
   * once and without a limit, and what was done can not be undone.
   */
  readonly direct: boolean;
}

/** A line in which tokens wait for a slot; whoever gives the same name stands in the same one. */
export interface PlaceConcurrency {
  readonly name: string;
  /** Slots of each key. */
  readonly limit: number;
  /** Slots of all keys together. */
  readonly total: number | undefined;
  /** Which of the line's keys an input belongs to; `undefined` if there is one key for all. */
  readonly key: ((input: never) => string | number) | undefined;
}

/**
 * One position of a compiled graph. Everything that a transition needs is read off beforehand, so that a step of a run
 * costs a few property reads.
 */
export interface Place {
  /** Number of the place in its graph, from 0; lets an engine keep what belongs to a place in an array. */
  readonly ordinal: number;
  /** Durable address in the graph: the keys from the outside in, joined by `/`. */
  readonly id: string;
  /** Segment of the run's path; empty where the place shares its parent's. */
  readonly key: string;
  /** Key of the nearest node of a flow; what people know the place by. */
  readonly node: string;
  readonly kind: NodeKind;
  readonly definition: Definition;
  /** The place that holds this one; `undefined` for the flow itself. */
  readonly owner: Place | undefined;
  /** Position among the owner's children. */
  readonly index: number;
  readonly children: readonly Place[];
  /** Of a flow: where it starts. Of a reference: the flow that it calls. */
  readonly start: Place | undefined;
  /** The edge of the action `next`, apart from the others because nearly every step takes it. */
  readonly next: Edge | undefined;
  readonly edges: ReadonlyMap<string, Edge>;
  readonly error: Edge | undefined;
  /** Of a flow: how many exits it has. */
  readonly exits: number;
  /** Of a flow: no visit yet of any node. An activation counts in a copy of it. */
  readonly unvisited: readonly number[];
  readonly leaf: LeafKind | undefined;
  readonly maxVisits: number;
  readonly delayMs: number;
  readonly deadlineMs: number;
  /** Where a token waits for a slot before it begins. */
  readonly queue: PlaceConcurrency | undefined;
  readonly hasFallback: boolean;
  readonly compensates: boolean;
}

/** A flow made ready to be executed, with every flow that it calls by name. */
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
