/** When calls may go through. Times are ms of a clock that nobody has turned back. */
export interface Pace {
  /** How long it takes until a call may go that has `ahead` others before it; 0 for at once. */
  readonly waitMs: (now: number, ahead: number) => number;
  /** A call goes through. Only to be told where {@link waitMs} has just given 0. */
  readonly take: (now: number) => void;
  /** How many calls may go at once. */
  readonly free: (now: number) => number;
  /** The clock was turned back by so much. */
  readonly shift: (ms: number) => void;
}
