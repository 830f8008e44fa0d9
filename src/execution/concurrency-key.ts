import { invalidOption } from '../errors';
import type { PlaceConcurrency } from '../flow';

/**
 * Which of a line's keys an input belongs to.
 *
 * @throws whatever the function throws, and {MillraceError} `INVALID_OPTION` where it gives neither a text nor a number
 */
export function concurrencyKeyOf({ key, name }: PlaceConcurrency, input: unknown): string {
  if (!key) return '';
  const given: unknown = key(input as never);
  if (typeof given === 'string' || (typeof given === 'number' && Number.isFinite(given))) return String(given);
  throw invalidOption('concurrency.key', 'a text or a number', given, `the line "${name}"`);
}
