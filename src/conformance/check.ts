/** One guarantee of a port, with a check of an adapter. */
export interface ConformanceCheck {
  /** The guarantee, as a sentence. */
  readonly name: string;
  /** @throws an AssertionError that says what was expected */
  readonly run: () => Promise<void>;
}

/** A check that is not yet bound to a subject. */
export interface Check<Trial> {
  readonly name: string;
  readonly run: (harness: Trial) => Promise<void>;
}

export function check<Trial>(name: string, run: (harness: Trial) => Promise<void>): Check<Trial> {
  return { name, run };
}
