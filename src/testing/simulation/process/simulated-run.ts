import type { RunEvent } from '../../../core';
import type { NodeSelector } from '../../trace/node-selector';
import type { TestedOutcome } from '../../trace/outcome';
import type { StepCall } from '../../trace/step-call';
import type { Trace } from '../../trace/trace';

/** An ended simulated run, as passed to invariants. */
export interface SimulatedRun<Result = unknown, Fixture = unknown> {
  readonly seed: number;
  /** The result of the option `fixture`. */
  readonly fixture: Fixture;
  /** The end of the run. */
  readonly outcome: TestedOutcome;
  /** The result of the run; `undefined` if it has not completed. */
  readonly result: Result | undefined;
  /** The trace of the run, without outputs. */
  readonly trace: Trace;
  readonly events: readonly RunEvent[];
  /** All attempts of steps and functions, including those in processes that died. */
  readonly calls: readonly StepCall[];
  /** The injected faults, as strings. */
  readonly faults: readonly string[];
  /**
   * Returns how often the work of a node began, by idempotency key: more than once if attempts failed or processes
   * died.
   *
   * @throws {MillraceError} `UNKNOWN_NODE` for a node that the flow does not have
   */
  readonly timesBegun: (node: NodeSelector) => ReadonlyMap<string, number>;
}
