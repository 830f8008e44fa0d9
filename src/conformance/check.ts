/** One guarantee of a port, with a check of an adapter. */
export interface ConformanceCheck {
  /** The guarantee, as a sentence. */
  readonly name: string;
  /** @throws an AssertionError that says what was expected */
  readonly run: () => Promise<void>;
}

/** A check that is not yet bound to a fixture. */
export interface Check<Harness> {
  readonly name: string;
  readonly run: (harness: Harness) => Promise<void>;
}

export function check<Harness>(name: string, run: (harness: Harness) => Promise<void>): Check<Harness> {
  return { name, run };
}
