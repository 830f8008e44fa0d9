/** How a circuit breaker counts the calls that it lets through while it is closed. */
export interface Counting {
  /** Failures that count at present. */
  readonly failures: (now: number) => number;
  /** Notes how a call ended. Gives whether the failures are now too many. */
  readonly note: (ok: boolean, now: number) => boolean;
  /** Forgets everything. */
  readonly reset: () => void;
}
