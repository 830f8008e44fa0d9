import type { FaultKind } from './faults/fault';

/** What a simulation has tried without finding anything wrong. */
export interface SimulationReport {
  readonly seeds: number;
  /** Runs: as many as seeds, or more where each seed was run for every crash. */
  readonly runs: number;
  /** How often runs have ended in which way: `completed done`, `failed TIMEOUT`, `cancelled`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** How many faults of which kind have struck. */
  readonly faults: Readonly<Record<FaultKind, number>>;
  /** Nodes and exits, by their places, to which no run has come: what the simulation says nothing about. */
  readonly unvisited: readonly string[];
}
