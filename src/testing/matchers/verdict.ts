/** The result of a matcher for `expect`. */
export interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Returns the result of a matcher.
 *
 * @param failures the differences, if any
 * @param negated returns the message if the opposite was expected
 */
export function verdictOf(failures: readonly string[], negated: () => string): Verdict {
  const pass = failures.length === 0;
  return { pass, message: pass ? negated : () => failures.join('\n') };
}
