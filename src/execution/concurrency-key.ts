import { abandonPromise, invalidString, isStorableName } from '../errors';
import type { PlaceConcurrency } from '../flow';

/**
 * Returns the concurrency key of an input.
 *
 * @throws the error of the key function, and {MillraceError} `INVALID_OPTION` if it returns neither a number nor a
 * string that a storage can hold
 */
export function concurrencyKeyOf({ key, name }: PlaceConcurrency, input: unknown): string {
  if (!key) return '';
  const given: unknown = key(input as never);
  if (typeof given === 'number' && Number.isFinite(given)) return String(given);
  if (given === '' || isStorableName(given)) return given;
  abandonPromise(given);
  throw invalidString('concurrency.key', 'a string or a number', given, `the queue "${name}"`);
}
