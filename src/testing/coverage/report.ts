import type { CoverableEdge, CoverableHook, CoverableNode } from './coverable';

/** How often runs have exercised it. */
export interface Exercised {
  readonly times: number;
  /** Whether that is at least once. */
  readonly covered: boolean;
}

/** A node and how often runs have visited it. Exits are nodes, as are sub-flows, branches and bodies. */
export interface NodeCoverage extends CoverableNode, Exercised {}
/** A way out of a node, or once more round a `repeat`, and how often runs have taken it. */
export interface EdgeCoverage extends CoverableEdge, Exercised {}
/** `skip`, `fallback` or `compensate` of a step, and how often a step was skipped, fell back or was undone. */
export interface HookCoverage extends CoverableHook, Exercised {}

/** What of one kind was exercised. */
export interface CoverageOf<Part> {
  readonly total: number;
  readonly covered: number;
  /** From 0 to 100, rounded down to one decimal; 100 where there is nothing to cover. */
  readonly percent: number;
  /** In the order in which the flow declares them. */
  readonly parts: readonly Part[];
}

/** Something that happened in a run where the flow, as it was given, has nothing: in another version, before a migration. */
export interface UnknownPlace {
  readonly version: string;
  readonly place: string;
  /** Of a way out that the flow does not have. */
  readonly action?: string;
  readonly times: number;
}

/** Which nodes, edges, error edges and hooks of a flow were exercised. */
export interface FlowCoverageReport {
  readonly flow: string;
  readonly version: string;
  /** Runs of the flow itself; calls by `ref` and from outer flows do not count. */
  readonly runs: number;
  readonly nodes: CoverageOf<NodeCoverage>;
  /** Every way out but `error`. */
  readonly edges: CoverageOf<EdgeCoverage>;
  readonly errorEdges: CoverageOf<EdgeCoverage>;
  readonly hooks: CoverageOf<HookCoverage>;
  readonly unknown: readonly UnknownPlace[];
}

/** Saved counts that were left out, because the flow has another structure or version now. */
export interface StaleCounts {
  readonly file: string;
  readonly flow: string;
  readonly version: string;
}

/** What was exercised, flow by flow, as plain frozen data. */
export interface CoverageReport {
  readonly flows: readonly FlowCoverageReport[];
  readonly stale: readonly StaleCounts[];
}

/** One of the things that are measured. */
export type CoverageMeasure = 'nodes' | 'edges' | 'errorEdges' | 'hooks';

/** In the order in which they are shown. */
export const MEASURES: readonly CoverageMeasure[] = ['nodes', 'edges', 'errorEdges', 'hooks'];
