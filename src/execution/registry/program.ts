import type { Graph } from '../../flow';

/** A registered flow, ready to be executed. */
export interface Program {
  readonly graph: Graph;
  /** Number among the programs of the engine, from 0. */
  readonly number: number;
}
