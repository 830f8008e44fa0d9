import type { CoverableEdge, CoverableHook, CoverableNode } from './coverable';

/** The count of a part. */
export interface Exercised {
  readonly times: number;
  /** Whether the count is at least 1. */
  readonly covered: boolean;
}

/** A node and its number of visits. Exits, sub-flows, branches and bodies are nodes too. */
export interface NodeCoverage extends CoverableNode, Exercised {}
/** An edge of a node, or another round of a `repeat`, and how often it was taken. */
export interface EdgeCoverage extends CoverableEdge, Exercised {}
/** The `skip`, `fallback` or `compensate` of a step, and how often it took effect. */
export interface HookCoverage extends CoverableHook, Exercised {}

/** The coverage of one kind of parts. */
export interface CoverageOf<Part> {
  readonly total: number;
  readonly covered: number;
  /** From 0 to 100, rounded down to one decimal; 100 if there is nothing to cover. */
  readonly percent: number;
  /** The parts in the order of their declaration. */
  readonly parts: readonly Part[];
}

/** An occurrence at a place that the covered flow does not have, such as one before a migration. */
export interface UnknownPlace {
  readonly version: string;
  readonly place: string;
  /** The action, for an edge that the flow does not have. */
  readonly action?: string;
  readonly times: number;
}

/** The coverage of the nodes, edges, error edges and hooks of a flow. */
export interface FlowCoverageReport {
  readonly flow: string;
  readonly version: string;
  /** The number of runs of the flow itself, without calls by `ref` and from outer flows. */
  readonly runs: number;
  readonly nodes: CoverageOf<NodeCoverage>;
  /** The edges of all actions but `error`. */
  readonly edges: CoverageOf<EdgeCoverage>;
  readonly errorEdges: CoverageOf<EdgeCoverage>;
  readonly hooks: CoverageOf<HookCoverage>;
  readonly unknown: readonly UnknownPlace[];
}

/** Saved counts that were omitted, because the flow has changed since. */
export interface StaleCounts {
  readonly file: string;
  readonly flow: string;
  readonly version: string;
}

/** The coverage of all flows, as plain frozen data. */
export interface CoverageReport {
  readonly flows: readonly FlowCoverageReport[];
  readonly stale: readonly StaleCounts[];
}

/** A kind of parts that is measured. */
export type CoverageMeasure = 'nodes' | 'edges' | 'errorEdges' | 'hooks';

/** The measures in the order of the report. */
export const MEASURES: readonly CoverageMeasure[] = ['nodes', 'edges', 'errorEdges', 'hooks'];
