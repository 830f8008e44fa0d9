import type { DefinitionFault } from '../../errors';
import { type EdgeDefinition, type SourceReference, sourcesOf } from '../definition/edge-definition';
import type { FlowDefinition } from '../kinds';
import { reach } from './reach';
import type { Unreadable } from './unreadable';

type Output = Extract<SourceReference, { readonly kind: 'output' }>;

/**
 * Reports sources that may not have run. A source named with `out` must be on every path to the edge that uses it:
 * without the edge of the source, that edge must be unreachable from the start. Edges are therefore vertices of the
 * searched graph.
 */
export function checkSources(definition: FlowDefinition, unreadable: Unreadable): readonly DefinitionFault[] {
  const { nodes, edges } = definition;
  const outgoing = new Map<string, readonly string[]>();
  for (const [node, table] of Object.entries(edges)) {
    outgoing.set(
      node,
      Object.keys(table).map((action) => edgeId(node, action)),
    );
    for (const [action, { target }] of Object.entries(table)) outgoing.set(edgeId(node, action), [target]);
  }
  return Object.entries(edges).flatMap(([node, table]) =>
    Object.entries(table).flatMap(([action, edge]) =>
      outputsOf(edge).flatMap((source) => {
        const fault = check(source, node, action);
        return fault === undefined ? [] : [{ node, message: `action "${action}" to "${edge.target}": ${fault}` }];
      }),
    ),
  );

  function check(source: Output, node: string, action: string): string | undefined {
    const sourceAction = source.action ?? 'next';
    const name = source.action === undefined ? source.node : `${source.node}.${source.action}`;
    if (nodes[source.node]?.kind === 'exit') return `"${name}" is an exit and has no output for later nodes`;
    if (unreadable.has(source.node)) return undefined;
    if (!Object.hasOwn(edges[source.node] ?? {}, sourceAction))
      return `"${name}" is not an output of node "${source.node}"`;
    if (source.optional) return undefined;
    const sourceEdge = edgeId(source.node, sourceAction);
    if (sourceEdge === edgeId(node, action)) return undefined;
    const without = new Map(outgoing);
    without.delete(sourceEdge);
    const bypassed = reach([definition.start], without).has(edgeId(node, action));
    return bypassed
      ? `"${name}" may not have run when this edge is taken; use maybe.${name}, or wire it into every path to here`
      : undefined;
  }
}

function edgeId(node: string, action: string): string {
  return `${node} ${action}`;
}

/** Returns the outputs from which an edge builds the input of its target. */
function outputsOf({ mapping }: EdgeDefinition): readonly Output[] {
  return sourcesOf(mapping).filter((source) => source.kind === 'output');
}
