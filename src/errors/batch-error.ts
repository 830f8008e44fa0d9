import type { FailureRecord } from './failure-record';
import { MillraceError } from './millrace-error';

/** Which items of an `each` or a `BatchStep` have failed. */
export class BatchError extends MillraceError {
  /** The failure of each failed item, by the number of the item from 0. */
  readonly items: ReadonlyMap<number, FailureRecord>;

  private constructor({ message, details }: FailureRecord, items: ReadonlyMap<number, FailureRecord>) {
    super('BATCH_FAILED', message, { ...(details && { details }), errors: [...items.values()] });
    this.items = items;
  }

  /**
   * The failed items behind a failure, wherever in its causes they are told of; `undefined` if it is not about items. Works
   * after a restart too, since a failure is data.
   *
   * @example BatchError.of(failure)?.items.get(3)?.code
   */
  static of(failure: FailureRecord): BatchError | undefined {
    for (let one: FailureRecord | undefined = failure; one; one = one.cause) {
      if (one.code === 'BATCH_FAILED') return new BatchError(one, failuresByItem(one));
    }
    return undefined;
  }
}

/** The first failed item is the cause, so that `isFailure` finds it; the others are beside it. */
function failuresByItem({ details, cause, errors = [] }: FailureRecord): ReadonlyMap<number, FailureRecord> {
  const failures = cause ? [cause, ...errors] : errors;
  const items: unknown = details?.['items'];
  const numbers = Array.isArray(items) ? items.filter((item) => typeof item === 'number') : [];
  return new Map(
    failures.flatMap((failure, index) => (index < numbers.length ? [[numbers[index] ?? 0, failure]] : [])),
  );
}
