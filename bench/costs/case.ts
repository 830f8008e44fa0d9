/** Work whose costs are counted. */
export interface CostCase {
  readonly name: string;
  /** The number of steps, or of branches, of one call of `run`. */
  readonly units: number;
  readonly run: () => Promise<unknown>;
  readonly end: () => Promise<void>;
}

/** What one step costs, in figures that do not depend on the speed of the machine. */
export interface Costs {
  readonly promises: number;
  readonly timers: number;
  /** The bytes allocated on the heap. */
  readonly bytes: number;
}
