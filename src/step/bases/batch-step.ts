import type { StepContext } from '../context';
import type { Items } from '../items';
import type { StepFailure } from '../step-failure';
import type { Returned, Skipped, StepTypes } from './step-types';

/**
 * The base of a step that takes a list, or anything that gives items one after another, and works on one item at a time,
 * several items at once under the limit `@Step({ concurrency })` (10 by default). Retries, timeouts and guards are each
 * item's own. Results keep the order of the items.
 *
 * The first failed item fails the node, or with `@Step({ onError: 'finish' })` all failed ones when the rest have ended;
 * the failure is `BATCH_FAILED`, and `BatchError.of(failure)` finds each failure by the number of its item. With
 * `@Step({ progress: true })` each item that ends is told on the channel `progress`, which the step has to declare as
 * {@link BatchProgress}.
 *
 * @example
 * @Step({ concurrency: 4, retry: RetryPolicy.fast })
 * class Resize extends BatchStep<Picture, Thumbnail> {
 *   execute(picture: Picture) { return this.studio.resize(picture); }
 * }
 */
export abstract class BatchStep<Item, Result, Outputs extends object = object, Params = undefined> {
  declare readonly '~types': StepTypes<Items<Item>, { readonly next: readonly Result[] }, Outputs, Params, Item>;

  /** Does the work for one item. */
  abstract execute(item: Item, context: StepContext<Outputs, Params>): Returned<Result, Outputs>;

  /** Asked once for each item: gives the result to use instead, or nothing to execute as usual. */
  skip?(
    item: Item,
    context: StepContext<Outputs, Params>,
  ): Skipped<Result> | undefined | Promise<Skipped<Result> | undefined>;

  /** Gives an item's result after its last attempt has failed. */
  fallback?(failure: StepFailure<Item>, context: StepContext<Outputs, Params>): Result | Promise<Result>;

  /** Undoes a committed item when its run is rolled back. */
  compensate?(
    committed: { readonly input: Item; readonly output: Result },
    context: StepContext<Outputs, Params>,
  ): void | Promise<void>;

  /** Called after each item; what it throws fails the attempt. */
  onSuccess?(output: Result, item: Item, context: StepContext<Outputs, Params>): void | Promise<void>;

  /** Called with the live error of each failed attempt; what it throws is ignored. */
  onFailure?(error: unknown, item: Item, context: StepContext<Outputs, Params>): void | Promise<void>;
}
