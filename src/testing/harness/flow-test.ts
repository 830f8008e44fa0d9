import type { RunEvent } from '../../core';
import type { AnyOutput, EngineEvent } from '../../engine';
import type { AnyFlow, Outcome } from '../../flow';
import type { Duration } from '../../step';
import type { Expectation } from '../expectations/expectation';
import type { NodeSelector } from '../trace/node-selector';
import type { TestedOutcome } from '../trace/outcome';
import type { Trace } from '../trace/trace';
import type { SentSignal } from './sent-signal';
import type { TestEngineOptions } from './test-engine-options';

/** The options of {@link testFlow}. */
export interface FlowTestOptions<In = unknown, Routes = unknown> extends Omit<TestEngineOptions, 'flows'> {
  readonly input: In;
  /** The initial content of the shared store. */
  readonly shared?: Readonly<Record<string, unknown>> | undefined;
  /** Signals that are sent to the run. */
  readonly signals?: readonly SentSignal[] | undefined;
  /** The flows that the flow calls by name. */
  readonly flows?: readonly AnyFlow[] | undefined;
  /** The node at which to stop. Default: stop when the run has ended, or waits for a person or a signal. */
  readonly until?: NodeSelector | undefined;
  /** Limit of the test in real time. Default: 5 s. */
  readonly timeout?: Duration | undefined;
  /** The expected result. If set, nothing is thrown: every problem is in `failures`. */
  readonly expect?: Expectation<Outcome<Routes>> | undefined;
}

/** The result of {@link testFlow}. */
export interface FlowTest<Result = unknown> {
  /** The end of the run or, if it has not ended, its status. */
  readonly outcome: TestedOutcome;
  /** The value of `run.result()`; `undefined` if the run has not completed. */
  readonly result: Result | undefined;
  /** The trace of the run. */
  readonly trace: Trace;
  readonly events: readonly RunEvent[];
  /** The outputs of the steps. */
  readonly outputs: readonly AnyOutput[];
  /** The final content of the shared store. */
  readonly shared: Readonly<Record<string, unknown>>;
  /** The events of the engine that are not about the run, such as those of guards and of hooks that threw. */
  readonly notices: readonly EngineEvent[];
  /** The differences from `expect`, and the problems outside of the run. */
  readonly failures: readonly string[];
  /** Whether there are no failures. Always true without `expect`. */
  readonly passed: boolean;
}
