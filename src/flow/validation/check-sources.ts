import type { Fault } from '../../errors';
import { type EdgeDefinition, type SourceReference, sourcesOf } from '../definition/edge-definition';
import type { FlowDefinition } from '../kinds';
import { reach } from './reach';

type Output = Extract<SourceReference, { readonly kind: 'output' }>;

/**
 * A source named with `out` must lie on every way to the edge that uses it. Each edge is a point of the graph by itself:
 * a source is on every way if the edge cannot be reached from the start once the source's own edge is taken away.
 */
export function checkSources(definition: FlowDefinition): readonly Fault[] {
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
    if (nodes[source.node]?.kind === 'exit') return `"${name}" is an exit and gives nothing to later nodes`;
    if (!Object.hasOwn(edges[source.node] ?? {}, sourceAction))
      return `"${name}" is not an output of node "${source.node}"`;
    if (source.optional) return undefined;
    const sourceEdge = edgeId(source.node, sourceAction);
    if (sourceEdge === edgeId(node, action)) return undefined;
    const without = new Map(outgoing);
    without.delete(sourceEdge);
    const bypassed = reach([definition.start], without).has(edgeId(node, action));
    return bypassed
      ? `"${name}" may not have run when this edge is taken; use maybe.${name}, or wire it onto every way to here`
      : undefined;
  }
}

function edgeId(node: string, action: string): string {
  return `${node} ${action}`;
}

/** The outputs that an edge takes its target's input from. */
function outputsOf({ mapping }: EdgeDefinition): readonly Output[] {
  return sourcesOf(mapping).filter((source) => source.kind === 'output');
}
