import type { ExpectedFailure, PartOf } from '../expectations/expectation';
import type { RunStepOptions } from '../expectations/step-runs';
import type { FlowTest } from '../harness/flow-test';
import type { ReplayInput } from '../history/replay/replay';
import type { ReplayOptions } from '../history/replay/replay-options';
import type { NodeSelector } from '../trace/node-selector';

/** The value of `run.result()`; unknown for a trace. */
type ResultOf<T> = T extends { result(): Promise<infer Result> }
  ? Result
  : T extends FlowTest<infer Result>
    ? Result
    : unknown;
/** The channels of a run handle; any string for other subjects. */
type ChannelOf<T> = T extends { output(channel: infer Channel extends string): unknown } ? Channel : string;

/**
 * The matchers for the result of `testFlow`, a trace, or a run handle of a `TestEngine`. They examine the run so far.
 */
export interface RunMatchers<R, T = unknown> {
  /**
   * Checks that the run has completed, with the expected value of `run.result()` if there is one. Only the expected
   * keys of an object are compared.
   */
  toCompleteWith(...expected: readonly [] | readonly [PartOf<ResultOf<Awaited<T>>>]): R;
  /** Checks that the run failed, or its start was refused, with that code, or with these members of the failure. */
  toFailWith(expected: ExpectedFailure): R;
  /**
   * Checks that the run has reached these nodes in this order, possibly with others in between.
   *
   * @throws {MillraceError} `UNKNOWN_NODE` for a node that the flow does not have
   */
  toHaveTaken(nodes: readonly NodeSelector[]): R;
  /**
   * Checks that steps have emitted these values in this order, possibly with others in between; without values, any
   * value.
   */
  toHaveEmitted(channel: ChannelOf<Awaited<T>>, ...values: readonly unknown[]): R;
  /**
   * Checks that a step or its double has run, at least once or as often as the options require.
   *
   * @throws {MillraceError} `UNKNOWN_NODE` for a node that the flow does not have
   * @example expect(test).toHaveRunStep(Charge, { times: 2 })
   */
  toHaveRunStep(node: NodeSelector, options?: RunStepOptions): R;
  /**
   * Checks that the run is not executing and stands at that node: a human step, a wait, a sleep, or a node around one.
   *
   * @throws {MillraceError} `UNKNOWN_NODE` for a node that the flow does not have
   */
  toBeWaitingFor(node: NodeSelector): R;
  /**
   * Checks that the flow takes the recorded route of a run; see {@link replay}.
   *
   * @example await expect(fulfilment).toReplay('test/golden/order.json')
   */
  toReplay(history: ReplayInput, options?: ReplayOptions): Promise<void>;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- where Jest's global expect and Vitest look
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- extends an existing interface
    interface Matchers<R, T> extends RunMatchers<R, T> {}
  }
}

/* eslint-disable @typescript-eslint/ban-ts-comment -- an expected error would itself be one where Jest's types are part of the program */
// biome-ignore lint/suspicious/noTsIgnore: the same
/** @ts-ignore The module of matchers of `@jest/globals`. Nothing is added if it is not part of the program. */
declare module 'expect' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- extends an existing interface
  interface Matchers<R extends void | Promise<void>, T> extends RunMatchers<R, T> {}
}
