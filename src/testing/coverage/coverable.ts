import {
  type AnyFlow,
  childrenOf,
  type Definition,
  type FlowDefinition,
  labelOf,
  type NodeKind,
  requireFlow,
  structuralHashOf,
} from '../../flow';

/** A hook of a step that coverage measures. */
export type CoveredHook = (typeof HOOKS)[number];

/** A node of a flow at any depth: sub-flows, branches, bodies and parts of pipes are nodes too. */
export interface CoverableNode {
  readonly place: string;
  readonly label: string;
  readonly kind: NodeKind;
}

/** An edge of a node, or another round of a `repeat`. */
export interface CoverableEdge {
  readonly place: string;
  readonly label: string;
  readonly action: string;
  /** The target place. */
  readonly to: string;
}

/** A hook of the step class at a place. */
export interface CoverableHook {
  readonly place: string;
  readonly label: string;
  readonly hook: CoveredHook;
}

/** The parts of a flow that runs can exercise, by the ids of their counts. */
export interface Coverable {
  readonly definition: FlowDefinition;
  readonly id: string;
  readonly hash: string;
  readonly nodes: ReadonlyMap<string, CoverableNode>;
  readonly edges: ReadonlyMap<string, CoverableEdge>;
  readonly hooks: ReadonlyMap<string, CoverableHook>;
}

const HOOKS = ['skip', 'fallback', 'compensate'] as const;

/** @throws {DefinitionError} for anything but a flow */
export function coverableOf(flow: AnyFlow): Coverable {
  const definition = requireFlow(flow, 'flowCoverage()');
  const parts = { nodes: new Map(), edges: new Map(), hooks: new Map() } satisfies Parts;
  addInside(parts, '', definition);
  return { definition, id: flowId(definition), hash: structuralHashOf(definition), ...parts };
}

/** Returns the id of a flow's counts: its name and version. */
export function flowId({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name}@${version}`;
}

/** Returns the id of an edge or a hook. The separator is a space, which no place contains. */
export function partId(place: string, what: string): string {
  return `${place} ${what}`;
}

interface Parts {
  readonly nodes: Map<string, CoverableNode>;
  readonly edges: Map<string, CoverableEdge>;
  readonly hooks: Map<string, CoverableHook>;
}

function addInside(parts: Parts, outer: string, definition: Definition): void {
  for (const [key, child] of childrenOf(definition)) {
    const place = below(outer, key);
    parts.nodes.set(place, { place, label: below(outer, labelOf(key, child, true)), kind: child.kind });
    for (const hook of hooksOf(child))
      parts.hooks.set(partId(place, hook), { place, label: `${hook} of ${place}`, hook });
    addInside(parts, place, child);
  }
  if (definition.kind === 'repeat') addEdge(parts, below(outer, 'body'), 'again', below(outer, 'body'));
  if (definition.kind !== 'flow') return;
  for (const [key, table] of Object.entries(definition.edges))
    for (const [action, { target }] of Object.entries(table))
      addEdge(parts, below(outer, key), action, below(outer, target));
}

function addEdge({ edges }: Parts, place: string, action: string, to: string): void {
  edges.set(partId(place, action), { place, label: `${place} --${action}--> ${to}`, action, to });
}

function hooksOf(definition: Definition): readonly CoveredHook[] {
  if (definition.kind !== 'step') return [];
  const { prototype } = definition.step;
  return HOOKS.filter((hook) => typeof Reflect.get(Object(prototype), hook) === 'function');
}

function below(outer: string, key: string): string {
  return outer === '' ? key : `${outer}/${key}`;
}
