import type { FlowCoverage, FlowCoverageReport } from 'millrace/testing';

/** The report of the flow that was given first. */
export function reportOf(coverage: FlowCoverage, index = 0): FlowCoverageReport {
  const report = coverage.report().flows[index];
  if (!report) throw new Error('there is no such flow');
  return report;
}

/** How often each node was visited, by place. */
export function visits({ nodes }: FlowCoverageReport): Readonly<Record<string, number>> {
  return Object.fromEntries(nodes.parts.map(({ place, times }) => [place, times]));
}

/** How often each edge was taken, error edges and rounds too, by place and action. */
export function ways({ edges, errorEdges }: FlowCoverageReport): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...edges.parts, ...errorEdges.parts].map(({ place, action, times }) => [`${place} ${action}`, times]),
  );
}

/** How often each hook did its work. */
export function hooks({ hooks: { parts } }: FlowCoverageReport): Readonly<Record<string, number>> {
  return Object.fromEntries(parts.map(({ label, times }) => [label, times]));
}
