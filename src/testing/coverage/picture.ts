import type { AnyFlow } from '../../flow';
import { toMermaid } from '../../flow/drawing';
import { partId } from './coverable';
import type { Exercised, FlowCoverageReport } from './report';

/** Draws a flow with its counts, in text and colours. */
export function pictureOf(flow: AnyFlow, report: FlowCoverageReport): string {
  const nodes = new Map(report.nodes.parts.map((node) => [node.place, node]));
  const edges = new Map(
    [...report.edges.parts, ...report.errorEdges.parts].map((edge) => [partId(edge.place, edge.action), edge]),
  );
  return toMermaid(flow, {
    nodeLabel: (place) => textOf(nodes.get(place)),
    nodeState: (place) => stateOf(nodes.get(place)),
    edgeLabel: ({ from, action }) => textOf(edges.get(partId(from, action))),
    edgeState: ({ from, action }) => stateOf(edges.get(partId(from, action))),
  });
}

/** Returns the count as text, since colour alone is not accessible. */
function textOf(part: Exercised | undefined): string | undefined {
  return part && (part.covered ? `${part.times}×` : 'never');
}

function stateOf(part: Exercised | undefined): 'covered' | 'missed' | undefined {
  return part && (part.covered ? 'covered' : 'missed');
}
