import type { FlowCounts } from './counts';
import type { Coverable, CoverableNode } from './coverable';
import type { Counted } from './event-counter';
import { percentOf } from './percent';
import type { CoverageOf, CoverageReport, Exercised, FlowCoverageReport, StaleCounts, UnknownPlace } from './report';

export function reportOf(flows: readonly Counted[], stale: readonly StaleCounts[]): CoverageReport {
  return Object.freeze({ flows: Object.freeze(flows.map(flowReportOf)), stale: Object.freeze([...stale]) });
}

export function flowReportOf({ flow, counts }: Counted): FlowCoverageReport {
  const edges = [...flow.edges].map(([id, edge]) => ({ ...edge, ...exercised(counts.edges.of(id)) }));
  return Object.freeze({
    flow: flow.definition.name,
    version: flow.definition.version,
    runs: counts.runs,
    nodes: coverage([...flow.nodes.values()].map((node) => ({ ...node, ...exercised(visitsOf(node, flow, counts)) }))),
    edges: coverage(edges.filter(({ action }) => action !== 'error')),
    errorEdges: coverage(edges.filter(({ action }) => action === 'error')),
    hooks: coverage([...flow.hooks].map(([id, hook]) => ({ ...hook, ...exercised(counts.hooks.of(id)) }))),
    unknown: Object.freeze(counts.unknown.entries().map(unknownPlace)),
  });
}

/**
 * Returns the visits of a node. For an exit, the edges into it count, and its own count for edges of another version.
 */
function visitsOf({ place, kind }: CoverableNode, flow: Coverable, counts: FlowCounts): number {
  const own = counts.nodes.of(place);
  if (kind !== 'exit') return own;
  return [...flow.edges].reduce((sum, [id, { to }]) => (to === place ? sum + counts.edges.of(id) : sum), own);
}

function exercised(times: number): Exercised {
  return { times, covered: times > 0 };
}

function coverage<Part extends Exercised>(parts: readonly Part[]): CoverageOf<Part> {
  const covered = parts.filter((part) => part.covered).length;
  return Object.freeze({
    total: parts.length,
    covered,
    percent: percentOf(covered, parts.length),
    parts: Object.freeze(parts.map((part) => Object.freeze(part))),
  });
}

function unknownPlace([id, times]: readonly [id: string, times: number]): UnknownPlace {
  const [version = '', place = '', ...action] = id.split(' ');
  return Object.freeze({ version, place, ...(action.length > 0 && { action: action.join(' ') }), times });
}
