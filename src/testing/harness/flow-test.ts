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

/** What {@link testFlow} runs a flow with. */
export interface FlowTestOptions<In = unknown, Routes = unknown> extends Omit<TestEngineOptions, 'flows'> {
  readonly input: In;
  /** What the shared store holds from the beginning. */
  readonly shared?: Readonly<Record<string, unknown>> | undefined;
  /** Signals that are sent to the run. */
  readonly signals?: readonly SentSignal[] | undefined;
  /** Flows that it calls by name. */
  readonly flows?: readonly AnyFlow[] | undefined;
  /** Where to stop. Default: when the run has ended, or waits for something that time does not bring. */
  readonly until?: NodeSelector | undefined;
  /** How long the test may take, in real time. Default: 5 s. */
  readonly timeout?: Duration | undefined;
  /** What has to come of it. With it nothing is thrown: whatever goes wrong is among the `failures`. */
  readonly expect?: Expectation<Outcome<Routes>> | undefined;
}

/** What has come of a flow in a test. */
export interface FlowTest<Result = unknown> {
  /** How the run has ended or, if it has not, in which status it is. */
  readonly outcome: TestedOutcome;
  /** What `run.result()` gives; `undefined` where the run has not completed. */
  readonly result: Result | undefined;
  /** Everything that it has done. */
  readonly trace: Trace;
  readonly events: readonly RunEvent[];
  /** What steps have emitted. */
  readonly outputs: readonly AnyOutput[];
  /** What the shared store of the run holds at last. */
  readonly shared: Readonly<Record<string, unknown>>;
  /** What the engine has told beside the events of the run: of hooks that threw, of guards. */
  readonly notices: readonly EngineEvent[];
  /** What is not as `expect` says, or went wrong beside the run. */
  readonly failures: readonly string[];
  /** Whether there are no failures. Without `expect` that is so whatever the run comes to. */
  readonly passed: boolean;
}
