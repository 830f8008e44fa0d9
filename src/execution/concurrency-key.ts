import { abandonPromise, invalidOption } from '../errors';
import type { PlaceConcurrency } from '../flow';

/**
 * Returns the concurrency key of an input.
 *
 * @throws the error of the key function, and {MillraceError} `INVALID_OPTION` if it returns neither a string nor a
 * number
 */
export function concurrencyKeyOf({ key, name }: PlaceConcurrency, input: unknown): string {
  if (!key) return '';
  const given: unknown = key(input as never);
  if (typeof given === 'string' || (typeof given === 'number' && Number.isFinite(given))) return String(given);
  abandonPromise(given);
  throw invalidOption('concurrency.key', 'a string or a number', given, `the queue "${name}"`);
}
