import { inspectValue } from './inspect-value';
import { MillraceError } from './millrace-error';

/**
 * An option with a value that it cannot take.
 *
 * @param expected what it takes; continues "expected"
 * @param by what takes the option, where its name alone does not say
 */
export function invalidOption(option: string, expected: string, got: unknown, by?: string): MillraceError {
  const where = by === undefined ? option : `${by}: ${option}`;
  return new MillraceError('INVALID_OPTION', `${where}: expected ${expected}, got ${inspectValue(got)}`, {
    details: { option },
  });
}
