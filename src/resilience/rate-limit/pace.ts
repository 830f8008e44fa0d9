/** The pace at which calls may pass. Times are in ms of a clock that never goes back. */
export interface Pace {
  /** Returns the wait of a call with `ahead` calls before it, in ms; 0 if it may pass now. */
  readonly waitMs: (now: number, ahead: number) => number;
  /** Records a call that passes. Only allowed after {@link waitMs} has returned 0. */
  readonly take: (now: number) => void;
  /** Returns the number of calls that may pass now. */
  readonly free: (now: number) => number;
}
