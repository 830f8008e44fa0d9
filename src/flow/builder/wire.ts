import { DefinitionError, type DefinitionFault } from '../../errors';
import type { EdgeDefinition } from '../definition/edge-definition';
import type { Definition, FlowDefinition } from '../kinds';
import { checkActions } from '../validation/check-actions';
import { checkReachability } from '../validation/check-reachability';
import { checkSources } from '../validation/check-sources';
import { edgeOf } from './edge-target';
import type { FlowHead } from './flow-head';

type Nodes = Readonly<Record<string, Definition>>;
type EdgeTable = Record<string, Record<string, EdgeDefinition>>;

/**
 * Makes a flow from its nodes and a wiring literal.
 *
 * @throws {DefinitionError} with every fault. Paths and sources are checked only if all edges are valid.
 */
export function wire(head: FlowHead, owner: object, nodes: Nodes, start: string, wiring: unknown): FlowDefinition {
  const faults: DefinitionFault[] = [];
  const edges = readEdges(owner, nodes, wiring, faults);
  if (!Object.hasOwn(nodes, start) || nodes[start]?.kind === 'exit') {
    faults.push({ message: `the start "${start}" is not one of the nodes ${innerKeys(nodes).join(', ')}` });
  }
  const definition: FlowDefinition = { kind: 'flow', ...head, start, nodes, edges };
  if (faults.length === 0)
    faults.push(...checkActions(definition), ...checkReachability(definition), ...checkSources(definition));
  if (faults.length > 0) throw new DefinitionError(faults.map((fault) => ({ flow: head.name, ...fault })));
  for (const table of Object.values(edges)) Object.freeze(table);
  Object.freeze(edges);
  return definition;
}

function innerKeys(nodes: Nodes): readonly string[] {
  return Object.keys(nodes).filter((key) => nodes[key]?.kind !== 'exit');
}

function readEdges(owner: object, nodes: Nodes, wiring: unknown, faults: DefinitionFault[]): EdgeTable {
  const edges: EdgeTable = {};
  if (typeof wiring !== 'object' || wiring === null) {
    faults.push({ message: 'wire() needs the edges of every node, such as { stock: to.amount, … }' });
    return edges;
  }
  for (const [node, targets] of Object.entries(wiring)) {
    if (!Object.hasOwn(nodes, node))
      faults.push({ node, message: 'there is no such node; remove it from the wiring or add it to nodes()' });
    else if (nodes[node]?.kind === 'exit')
      faults.push({ node, message: 'an exit ends the flow and has no edges; remove it from the wiring' });
    else edges[node] = readNodeEdges(owner, node, targets, faults);
  }
  for (const node of innerKeys(nodes)) {
    if (!Object.hasOwn(edges, node)) faults.push({ node, message: `not wired; add ${node}: to.… to the wiring` });
  }
  return edges;
}

function readNodeEdges(
  owner: object,
  node: string,
  targets: unknown,
  faults: DefinitionFault[],
): Record<string, EdgeDefinition> {
  const table: readonly (readonly [string, unknown])[] = edgeOf(targets)
    ? [['next', targets]]
    : Object.entries(typeof targets === 'object' && targets !== null ? targets : {});
  const edges: Record<string, EdgeDefinition> = {};
  for (const [action, target] of table) {
    if (target === undefined) continue;
    const edge = edgeOf(target);
    if (!edge)
      faults.push({ node, message: `action "${action}": expected a handle such as to.x, got ${typeof target}` });
    else if (edge.owner !== owner)
      faults.push({
        node,
        message: `action "${action}": the handle "${edge.target}" belongs to another flow; use the handles of this draft`,
      });
    else if (edge.fault !== undefined) faults.push({ node, message: `action "${action}": ${edge.fault}` });
    else edges[action] = Object.freeze({ target: edge.target, mapping: edge.mapping });
  }
  return edges;
}
