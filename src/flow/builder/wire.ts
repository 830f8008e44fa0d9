import { DefinitionError, type DefinitionFault, inspectValue, nearestName } from '../../errors';
import type { EdgeDefinition } from '../definition/edge-definition';
import type { Definition, FlowDefinition } from '../kinds';
import { checkActions } from '../validation/check-actions';
import { checkReachability } from '../validation/check-reachability';
import { checkSources } from '../validation/check-sources';
import type { Unreadable } from '../validation/unreadable';
import { edgeOf, entriesOf, type OwnedEdge } from './edge-target';
import type { FlowHead } from './flow-head';

/** Minimum length of a name with a nearest one: a shorter one differs from any other in a letter or two. */
const MIN_NAME = 3;
/** Maximum number of nodes that a message lists. */
const MAX_KEYS = 20;

type Nodes = Readonly<Record<string, Definition>>;
type EdgeTable = Record<string, Record<string, EdgeDefinition>>;

/** The edges of a wiring literal, as far as they can be read. */
interface Wired {
  readonly edges: EdgeTable;
  readonly unreadable: Unreadable;
  readonly faults: readonly DefinitionFault[];
}

/**
 * Makes a flow from its nodes and a wiring literal.
 *
 * @throws {DefinitionError} with every fault. An edge that cannot be read may lead anywhere, so it is never the reason of
 * another fault.
 */
export function wire(head: FlowHead, owner: object, nodes: Nodes, start: string, wiring: unknown): FlowDefinition {
  const { edges, unreadable, faults: unread } = readEdges(owner, nodes, wiring);
  const definition: FlowDefinition = { kind: 'flow', ...head, start, nodes, edges };
  const hasStart = typeof start === 'string' && innerKeys(nodes).includes(start);
  const faults = [
    ...unread,
    ...(hasStart
      ? []
      : [
          {
            message: `the start ${inspectValue(start)} is not one of the nodes ${innerKeys(nodes).join(', ')}${hintAt(start, innerKeys(nodes))}`,
          },
        ]),
    ...checkActions(definition, unreadable),
    ...(hasStart ? checkReachability(definition, unreadable) : []),
    ...(hasStart ? checkSources(definition, unreadable) : []),
  ];
  if (faults.length > 0) throw new DefinitionError(faults.map((fault) => ({ flow: head.name, ...fault })));
  for (const table of Object.values(edges)) Object.freeze(table);
  Object.freeze(edges);
  return definition;
}

function innerKeys(nodes: Nodes): readonly string[] {
  return Object.keys(nodes).filter((key) => nodes[key]?.kind !== 'exit');
}

function readEdges(owner: object, nodes: Nodes, wiring: unknown): Wired {
  const edges: EdgeTable = {};
  const unreadable = new Map<string, readonly string[]>();
  const faults: DefinitionFault[] = [];
  const wired = entriesOf(wiring);
  if (!wired)
    faults.push({
      message: `wire() needs the edges of every node, such as { stock: to.amount, … }, got ${inspectValue(wiring)}`,
    });
  for (const [node, targets] of wired ?? []) {
    if (!Object.hasOwn(nodes, node))
      faults.push({
        node,
        message: `there is no such node; remove it from the wiring or add it to nodes()${hintAt(node, innerKeys(nodes))}`,
      });
    else if (nodes[node]?.kind === 'exit')
      faults.push({ node, message: 'an exit ends the flow and has no edges; remove it from the wiring' });
    else {
      const given = edgeOf(targets) ? ([['next', targets]] as const) : entriesOf(targets ?? {});
      if (!given) {
        faults.push({ node, message: noHandle(targets, nodes, 'a handle such as to.x, or one for each action') });
        unreadable.set(node, []);
        continue;
      }
      const { table, faulty } = readNodeEdges({ owner, nodes, node, faults }, given);
      edges[node] = table;
      if (faulty.length > 0) unreadable.set(node, faulty);
    }
  }
  for (const node of innerKeys(nodes)) {
    if (Object.hasOwn(edges, node) || unreadable.has(node)) continue;
    faults.push({ node, message: `not wired; add ${node}: to.… to the wiring` });
    unreadable.set(node, []);
  }
  return { edges, unreadable, faults };
}

interface NodeEdges {
  readonly table: Record<string, EdgeDefinition>;
  /** The actions whose edges cannot be read. */
  readonly faulty: readonly string[];
}

/** The node whose edges are read, and the draft that it belongs to. */
interface Origin {
  readonly owner: object;
  readonly nodes: Nodes;
  readonly node: string;
  readonly faults: DefinitionFault[];
}

function readNodeEdges(
  { owner, nodes, node, faults }: Origin,
  given: readonly (readonly [string, unknown])[],
): NodeEdges {
  const table: Record<string, EdgeDefinition> = {};
  const faulty: string[] = [];
  for (const [action, target] of given) {
    if (target === undefined && action === 'error') continue;
    const edge = edgeOf(target);
    const fault = edge ? faultOf(edge, owner) : noHandle(target, nodes, 'a handle such as to.x');
    if (edge && fault === undefined) table[action] = Object.freeze({ target: edge.target, mapping: edge.mapping });
    else {
      faults.push({ node, message: `action "${action}": ${fault ?? ''}` });
      faulty.push(action);
    }
  }
  return { table, faulty };
}

/** Returns the end of a message about a name that is unknown: the nearest one that is known, if any. */
function hintAt(name: unknown, known: readonly string[]): string {
  const nearest = typeof name === 'string' && name.length >= MIN_NAME ? nearestName(name, known) : undefined;
  return nearest === undefined ? '' : `; did you mean ${inspectValue(nearest)}?`;
}

/** Returns the message for a value that is no target, with the handle that was probably meant. */
function noHandle(given: unknown, nodes: Nodes, expected: string): string {
  const keys = Object.keys(nodes);
  const near = typeof given === 'string' ? nearestName(given, keys) : undefined;
  const cure =
    near === undefined
      ? `this draft has ${keys
          .slice(0, MAX_KEYS)
          .map((key) => `to.${key}`)
          .join(', ')}`
      : `write to.${near}, with the to of this draft`;
  return `expected ${expected}, got ${inspectValue(given)}; ${cure}`;
}

/** Returns what is wrong with an edge; `undefined` if nothing is. */
function faultOf(edge: OwnedEdge, owner: object): string | undefined {
  if (edge.owner !== owner) return `the handle "${edge.target}" belongs to another flow; use the handles of this draft`;
  return edge.fault;
}
