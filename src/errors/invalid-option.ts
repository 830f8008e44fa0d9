import { inspectValue } from './inspect-value';
import { MillraceError } from './millrace-error';

/**
 * Returns the error for an option with an invalid value.
 *
 * @param expected the accepted values; continues "expected"
 * @param by the function or object that has the option, where the name alone is ambiguous
 */
export function invalidOption(option: string, expected: string, got: unknown, by?: string): MillraceError {
  const where = by === undefined ? option : `${by}: ${option}`;
  return new MillraceError('INVALID_OPTION', `${where}: expected ${expected}, got ${inspectValue(got)}`, {
    details: { option },
  });
}
