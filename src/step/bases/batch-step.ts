import type { StepContext } from '../context';
import type { Items } from '../items';
import type { StepFailure } from '../step-failure';
import { markBase } from './step-class';
import type { Returned, Skipped, StepTypes } from './step-types';

/**
 * The base class of a step that processes the items of a list or iterable, up to `@Step({ concurrency })` of them at
 * once (10 by default). Retries, timeouts and guards apply to each item. Results keep the order of the items.
 *
 * The first failed item fails the node; with `@Step({ onError: 'finish' })` the node fails when all items have ended.
 * The failure is `BATCH_FAILED`, and `BatchError.of(failure)` returns the failures by item index. With `@Step({
 * progress: true })` the channel `progress` reports each ended item; the step has to declare that channel as {@link
 * BatchProgress}.
 *
 * @example
 * @Step({ concurrency: 4, retry: RetryPolicy.fast })
 * class Resize extends BatchStep<Picture, Thumbnail> {
 *   execute(picture: Picture) { return this.studio.resize(picture); }
 * }
 */
export abstract class BatchStep<Item, Result, Outputs extends object = object, Params = undefined> {
  declare readonly '~types': StepTypes<Items<Item>, { readonly next: readonly Result[] }, Outputs, Params, Item>;

  static {
    markBase(BatchStep, 'batch');
  }

  /** Processes one item. */
  abstract execute(item: Item, context: StepContext<Outputs, Params>): Returned<Result, Outputs>;

  /** Called once for each item. Returns the result to use instead, or nothing to execute as usual. */
  skip?(
    item: Item,
    context: StepContext<Outputs, Params>,
  ): Skipped<Result> | undefined | Promise<Skipped<Result> | undefined>;

  /** Returns the result of an item whose last attempt has failed. */
  fallback?(failure: StepFailure<Item>, context: StepContext<Outputs, Params>): Result | Promise<Result>;

  /** Undoes a committed item when its run is rolled back. */
  compensate?(
    committed: { readonly input: Item; readonly output: Result },
    context: StepContext<Outputs, Params>,
  ): void | Promise<void>;

  /** Called after each item. An error that it throws fails the attempt. */
  onSuccess?(output: Result, item: Item, context: StepContext<Outputs, Params>): void | Promise<void>;

  /** Called with the live error of each failed attempt. An error that it throws is ignored. */
  onFailure?(error: unknown, item: Item, context: StepContext<Outputs, Params>): void | Promise<void>;
}
