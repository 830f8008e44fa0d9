/** The options of `engine.stop`. */
export interface StopOptions {
  /** The time to wait for steps in flight, in ms. Default: 5,000. */
  readonly graceMs?: number;
}
