import type { RunEvent } from '../../../core';
import type { NodeSelector } from '../../trace/node-selector';
import type { TestedOutcome } from '../../trace/outcome';
import type { StepCall } from '../../trace/step-call';
import type { Trace } from '../../trace/trace';

/** A simulated run that is over, as invariants see it. */
export interface SimulatedRun<Result = unknown, World = unknown> {
  readonly seed: number;
  /** What `world` has made. */
  readonly fixture: World;
  /** How the run has ended. */
  readonly outcome: TestedOutcome;
  /** What it has given; `undefined` where it has not completed. */
  readonly result: Result | undefined;
  /** What steps have emitted is not in it. */
  readonly trace: Trace;
  readonly events: readonly RunEvent[];
  /** All work of steps and functions that was begun, also in processes that have died since. */
  readonly calls: readonly StepCall[];
  /** The faults that have struck it, as texts. */
  readonly faults: readonly string[];
  /**
   * How often the work of a node was begun for each of its idempotency keys: more than once where attempts failed or processes died.
   *
   * @throws {MillraceError} `UNKNOWN_NODE` where the flow has none
   */
  readonly timesBegun: (node: NodeSelector) => ReadonlyMap<string, number>;
}
