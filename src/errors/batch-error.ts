import type { FailureRecord } from './failure-record';
import { MillraceError } from './millrace-error';

/** The failed items of an `each` or a `BatchStep`. */
export class BatchError extends MillraceError {
  /** The failure of each failed item, by the item's index. */
  readonly items: ReadonlyMap<number, FailureRecord>;

  private constructor({ message, details }: FailureRecord, items: ReadonlyMap<number, FailureRecord>) {
    super('BATCH_FAILED', message, { ...(details && { details }), errors: [...items.values()] });
    this.items = items;
  }

  /**
   * Returns the failed items that a failure or one of its causes reports; `undefined` if none does. Also works after a
   * restart, since a failure is data.
   *
   * @example BatchError.of(failure)?.items.get(3)?.code
   */
  static of(failure: FailureRecord): BatchError | undefined {
    try {
      for (let one: FailureRecord | undefined = failure; one; one = one.cause) {
        if (one.code === 'BATCH_FAILED') return new BatchError(one, failuresByItem(one));
      }
    } catch {
      // A value that is not a failure may throw on any access.
    }
    return undefined;
  }
}

/**
 * Returns failures by item. The first failure is the `cause`, so that `isFailure` finds it; the others are in `errors`.
 */
function failuresByItem({ details, cause, errors = [] }: FailureRecord): ReadonlyMap<number, FailureRecord> {
  const failures = cause ? [cause, ...errors] : errors;
  const items: unknown = details?.['items'];
  const indices = Array.isArray(items) ? items.filter((item) => typeof item === 'number') : [];
  return new Map(
    failures.flatMap((failure, position) => (position < indices.length ? [[indices[position] ?? 0, failure]] : [])),
  );
}
