import type { FaultKind } from './faults/fault';

/** The report of a simulation that found no violation. */
export interface SimulationReport {
  readonly seeds: number;
  /** The number of runs: one per seed, or more if each seed was run for every crash. */
  readonly runs: number;
  /** The number of runs by their end: `completed done`, `failed TIMEOUT`, `cancelled`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** The number of injected faults by kind. */
  readonly faults: Readonly<Record<FaultKind, number>>;
  /** The places of nodes and exits that no run reached, and that the simulation thus did not test. */
  readonly unvisited: readonly string[];
}
