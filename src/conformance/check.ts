/** One promise of a port, and what finds out whether an adapter keeps it. */
export interface ConformanceCheck {
  /** The promise, as a sentence. */
  readonly name: string;
  /** @throws an AssertionError that says what was expected */
  readonly run: () => Promise<void>;
}

/** A check before it is given what it tries. */
export interface Check<Trial> {
  readonly name: string;
  readonly run: (harness: Trial) => Promise<void>;
}

export function check<Trial>(name: string, run: (harness: Trial) => Promise<void>): Check<Trial> {
  return { name, run };
}
