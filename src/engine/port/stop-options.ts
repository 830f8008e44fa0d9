/** The options of a stop. */
export interface StopOptions {
  /** Time for which steps in flight are awaited, in ms. Default: 5,000. */
  readonly graceMs?: number;
}
