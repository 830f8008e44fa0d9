import { DefinitionError, type DefinitionFault } from '../../errors';
import type { ConcurrencyDefinition } from '../definition/concurrency';
import { type FlowEdges, type Mapping, sourcesOf } from '../definition/edge-definition';
import { type Definition, type FlowDefinition, kindOf, knownActionsOf, placingOf } from '../kinds';
import { actionFaults } from '../validation/check-actions';
import { type Edge, type Graph, mappingOf, outputKeyOf, type Place, type PlaceConcurrency } from './place';

/** The maximum number of visits of one node in one scope. One more fails the run with `MAX_VISITS`. */
export const DEFAULT_MAX_VISITS = 100_000;

const NO_EDGES: Place['edges'] = new Map();

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Compiles a flow for execution.
 *
 * @param resolve returns the flow that a `ref` names
 * @throws {DefinitionError} with every reference to a missing flow, and every action of a called flow that is not wired
 */
export function compile(
  flow: FlowDefinition,
  resolve: (name: string) => FlowDefinition | undefined = () => undefined,
): Graph {
  const places = new Map<string, Place>();
  const called = new Map<string, Mutable<Place>>([[flow.name, place(flow, undefined, '', '', '', 0)]]);
  const missing = new Map<string, Place>();
  const root = called.get(flow.name);
  if (root) fill(root, '');
  if (missing.size > 0) {
    throw new DefinitionError(
      [...missing].map(([name, { node }]) => ({
        flow: flow.name,
        node,
        message: `ref("${name}") names a flow that is not registered; register it with the same engine`,
      })),
    );
  }
  const faults = [...places.values()].flatMap(callFaults);
  if (faults.length > 0) throw new DefinitionError(faults.map((fault) => ({ flow: flow.name, ...fault })));
  return { name: flow.name, version: flow.version, root: root as Place, places };

  /** Compiles the children of a place. `prefix` keeps the ids of called flows unique. */
  function fill(owner: Mutable<Place>, prefix: string): void {
    owner.ordinal = places.size;
    places.set(owner.id, owner);
    if (owner.definition.kind === 'ref') {
      owner.start = call(owner.definition.flow, owner);
      owner.queue ??= owner.start?.queue;
      return;
    }
    const kind = kindOf(owner.definition);
    const children = kind.children(owner.definition);
    if (children.length === 0) return;
    const inner = owner.owner === undefined ? prefix : `${owner.id}/`;
    owner.children = children.map(([key, definition], index) => {
      const node = owner.kind === 'flow' ? key : owner.node;
      return place(definition, owner, `${inner}${key}`, kind.segment(key), node, index);
    });
    for (const child of owner.children) fill(child, prefix);
    if (owner.definition.kind === 'flow') connect(owner, owner.definition);
  }

  function call(name: string, from: Place): Place | undefined {
    const known = called.get(name);
    if (known) return known;
    const definition = resolve(name);
    if (!definition) {
      missing.set(name, from);
      return undefined;
    }
    const callee = place(definition, undefined, `@${name}`, '', '', 0);
    called.set(name, callee);
    fill(callee, `@${name}/`);
    return callee;
  }
}

/** Returns the faults in the edges of a `ref`: only now the actions of the called flow are known. */
function callFaults({ definition, owner, node, edges, start }: Place): readonly DefinitionFault[] {
  if (definition.kind !== 'ref' || owner?.kind !== 'flow' || !start) return [];
  const actions = knownActionsOf(start.definition);
  const wired = [...edges.keys()].filter((action) => action !== 'error');
  return actionFaults(wired, actions, actions).map((message) => ({
    node,
    message: `ref("${definition.flow}"): ${message}`,
  }));
}

function place(
  definition: Definition,
  owner: Place | undefined,
  id: string,
  key: string,
  node: string,
  index: number,
): Mutable<Place> {
  const placing = placingOf(definition);
  return {
    ordinal: 0,
    id,
    key,
    node,
    kind: definition.kind,
    definition,
    owner,
    index,
    children: [],
    start: undefined,
    next: undefined,
    edges: NO_EDGES,
    error: undefined,
    exits:
      definition.kind === 'flow' ? Object.values(definition.nodes).filter(({ kind }) => kind === 'exit').length : 0,
    unvisited: definition.kind === 'flow' ? Object.keys(definition.nodes).map(() => 0) : [],
    leaf: kindOf(definition).leaf(definition),
    maxVisits: placing.maxVisits ?? DEFAULT_MAX_VISITS,
    delayMs: placing.delayMs ?? 0,
    deadlineMs: placing.deadlineMs ?? 0,
    queue: queue(placing.queue, owner, node, id),
    hasFallback: overrides(definition, 'fallback'),
    compensates: overrides(definition, 'compensate'),
  };
}

/**
 * Returns the queue of a place. Without a name, it is named after the place in its flow, whichever flow calls that one.
 */
function queue(
  given: ConcurrencyDefinition | undefined,
  owner: Place | undefined,
  node: string,
  id: string,
): PlaceConcurrency | undefined {
  if (!given) return undefined;
  let flow = owner;
  while (flow && flow.definition.kind !== 'flow') flow = flow.owner;
  const inner = flow?.owner ? id.slice(flow.id.length + 1) : id.replace(/^@[^/]*\//, '');
  const own = flow?.definition.kind === 'flow' ? `${flow.definition.name}/${inner}` : node;
  const { name = own, limit, total, key } = given;
  return { name, limit, total, key };
}

function overrides(definition: Definition, hook: string): boolean {
  if (definition.kind !== 'step') return false;
  const prototype: unknown = definition.step.prototype;
  return typeof (prototype as Readonly<Record<string, unknown>>)[hook] === 'function';
}

function connect(owner: Mutable<Place>, { start, edges }: FlowDefinition): void {
  const byKey = new Map(owner.children.map((child) => [child.key, child as Mutable<Place>]));
  const kept = keptOutputKeys(edges);
  owner.start = byKey.get(start);
  for (const [from, table] of Object.entries(edges)) {
    const origin = byKey.get(from);
    if (!origin) continue;
    const ways = new Map<string, Edge>();
    for (const [action, { target, mapping }] of Object.entries(table)) {
      ways.set(action, edge(origin, action, byKey.get(target) as Place, mapping, kept));
    }
    origin.edges = ways;
    origin.next = ways.get('next');
    origin.error = ways.get('error');
  }
}

function edge(
  origin: Place,
  action: string,
  target: Place,
  mapping: Mapping | undefined,
  kept: ReadonlySet<string>,
): Edge {
  const outputKey = outputKeyOf(origin.key, action);
  const plain = origin.leaf === 'plain' && !origin.compensates && mapping === undefined && !kept.has(outputKey);
  return {
    origin,
    action,
    target,
    mapping: mappingOf(mapping),
    outputKey: kept.has(outputKey) ? outputKey : undefined,
    direct: plain && target.leaf === 'plain' && target.delayMs === 0 && target.deadlineMs === 0 && !target.queue,
  };
}

/** Returns the keys of the outputs that a run keeps: those that some `from` names. */
function keptOutputKeys(edges: FlowEdges): ReadonlySet<string> {
  const outputKeys = new Set<string>();
  for (const table of Object.values(edges)) {
    for (const { mapping } of Object.values(table)) {
      for (const source of sourcesOf(mapping))
        if (source.kind === 'output') outputKeys.add(outputKeyOf(source.node, source.action ?? 'next'));
    }
  }
  return outputKeys;
}
