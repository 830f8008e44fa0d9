import type { Graph } from '../flow';
import type { StepRunner } from './runner/step-runner';

/** A graph with what executes its places. */
export interface Program {
  readonly graph: Graph;
  /** By the number of the place; made when the place is first executed. */
  readonly runners: (StepRunner | undefined)[];
}
