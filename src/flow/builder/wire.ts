import { DefinitionError, type DefinitionFault, inspectValue } from '../../errors';
import type { EdgeDefinition } from '../definition/edge-definition';
import type { Definition, FlowDefinition } from '../kinds';
import { checkActions } from '../validation/check-actions';
import { checkReachability } from '../validation/check-reachability';
import { checkSources } from '../validation/check-sources';
import type { Unreadable } from '../validation/unreadable';
import { edgeOf, entriesOf, type OwnedEdge } from './edge-target';
import type { FlowHead } from './flow-head';

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
      : [{ message: `the start ${inspectValue(start)} is not one of the nodes ${innerKeys(nodes).join(', ')}` }]),
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
  if (!wired) faults.push({ message: 'wire() needs the edges of every node, such as { stock: to.amount, … }' });
  for (const [node, targets] of wired ?? []) {
    if (!Object.hasOwn(nodes, node))
      faults.push({ node, message: 'there is no such node; remove it from the wiring or add it to nodes()' });
    else if (nodes[node]?.kind === 'exit')
      faults.push({ node, message: 'an exit ends the flow and has no edges; remove it from the wiring' });
    else {
      const { table, faulty } = readNodeEdges(owner, node, targets, faults);
      edges[node] = table;
      if (faulty.length > 0) unreadable.set(node, faulty);
    }
  }
  for (const node of innerKeys(nodes)) {
    if (Object.hasOwn(edges, node)) continue;
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

function readNodeEdges(owner: object, node: string, targets: unknown, faults: DefinitionFault[]): NodeEdges {
  const given: readonly (readonly [string, unknown])[] = edgeOf(targets)
    ? [['next', targets]]
    : (entriesOf(targets) ?? []);
  const table: Record<string, EdgeDefinition> = {};
  const faulty: string[] = [];
  for (const [action, target] of given) {
    if (target === undefined && action === 'error') continue;
    const edge = edgeOf(target);
    const fault = faultOf(edge, target, owner);
    if (edge && fault === undefined) table[action] = Object.freeze({ target: edge.target, mapping: edge.mapping });
    else {
      faults.push({ node, message: `action "${action}": ${fault ?? ''}` });
      faulty.push(action);
    }
  }
  return { table, faulty };
}

/** Returns what is wrong with a target; `undefined` if it is an edge. */
function faultOf(edge: OwnedEdge | undefined, target: unknown, owner: object): string | undefined {
  if (!edge) return `expected a handle such as to.x, got ${inspectValue(target)}`;
  if (edge.owner !== owner) return `the handle "${edge.target}" belongs to another flow; use the handles of this draft`;
  return edge.fault;
}
