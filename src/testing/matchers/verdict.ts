/** What a matcher gives to `expect`. */
export interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * The verdict of a matcher.
 *
 * @param failures what is not as expected, if something is not
 * @param negated what to say where the opposite was expected
 */
export function verdictOf(failures: readonly string[], negated: () => string): Verdict {
  const pass = failures.length === 0;
  return { pass, message: pass ? negated : () => failures.join('\n') };
}
