import type { ExpectedFailure, PartOf } from '../expectations/expectation';
import type { RunStepOptions } from '../expectations/step-runs';
import type { FlowTest } from '../harness/flow-test';
import type { ReplayInput } from '../history/replay/replay';
import type { ReplayOptions } from '../history/replay/replay-options';
import type { NodeSelector } from '../trace/node-selector';

/** What `run.result()` gives; of a trace, it is not known. */
type ResultOf<T> = T extends { result(): Promise<infer Result> }
  ? Result
  : T extends FlowTest<infer Result>
    ? Result
    : unknown;
/** The channels of a run's handle; of anything else, any. */
type ChannelOf<T> = T extends { output(channel: infer Channel extends string): unknown } ? Channel : string;

/**
 * What `expect` can say of what `testFlow` gives, of a trace, and of the handle of a run of a `TestEngine`. All of it is about what
 * the run has done so far.
 */
export interface RunMatchers<R, T = unknown> {
  /**
   * The run has completed with that, as `run.result()` gives it; without it, with whatever. Of an object only the keys that are expected
   * are looked at.
   */
  toCompleteWith(...expected: readonly [] | readonly [PartOf<ResultOf<Awaited<T>>>]): R;
  /** The run has failed, or its start was refused, with that code, or that code, name, message or details. */
  toFailWith(expected: ExpectedFailure): R;
  /**
   * The run has come to these nodes in this order; others may lie between them.
   *
   * @throws {MillraceError} `UNKNOWN_NODE` for a node that the flow does not have
   */
  toHaveTaken(nodes: readonly NodeSelector[]): R;
  /** Steps have emitted these values in this order, others between them allowed; without values, anything at all. */
  toHaveEmitted(channel: ChannelOf<Awaited<T>>, ...values: readonly unknown[]): R;
  /**
   * A step, or its double, has run: at least once, or as often as the options say.
   *
   * @throws {MillraceError} `UNKNOWN_NODE` for a node that the flow does not have
   * @example expect(test).toHaveRunStep(Charge, { times: 2 })
   */
  toHaveRunStep(node: NodeSelector, options?: RunStepOptions): R;
  /**
   * Nothing executes in the run, and it stands at that node: a step that a person does, a wait, a sleep, or what is around one.
   *
   * @throws {MillraceError} `UNKNOWN_NODE` for a node that the flow does not have
   */
  toBeWaitingFor(node: NodeSelector): R;
  /**
   * Today's flow takes the way that a run took when it was recorded, as {@link replay} finds.
   *
   * @example await expect(fulfilment).toReplay('test/golden/order.json')
   */
  toReplay(history: ReplayInput, options?: ReplayOptions): Promise<void>;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- where Jest's global expect and Vitest look for matchers
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- adds to what is there
    interface Matchers<R, T> extends RunMatchers<R, T> {}
  }
}

/* eslint-disable @typescript-eslint/ban-ts-comment -- an expected error would itself be one where Jest's types are part of the program */
// biome-ignore lint/suspicious/noTsIgnore: the same
/** @ts-ignore Where `@jest/globals` looks for matchers. Where that is not part of the program, nothing is added. */
declare module 'expect' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- adds to what is there
  interface Matchers<R extends void | Promise<void>, T> extends RunMatchers<R, T> {}
}
