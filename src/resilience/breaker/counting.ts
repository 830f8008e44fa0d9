/** The count of the calls that a circuit breaker admits while it is closed. Times are in ms of a monotonic clock. */
export interface Counting {
  /** Returns the number of failures that currently count. */
  readonly failures: (now: number) => number;
  /** Records the result of a call. Returns whether there are now too many failures. */
  readonly record: (ok: boolean, now: number) => boolean;
  /** Clears the count. */
  readonly reset: () => void;
}
