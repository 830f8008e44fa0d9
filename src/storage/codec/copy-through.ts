import type { CodecOptions } from './codec-options';
import { decode } from './decode';
import { encode } from './encode';

/**
 * Returns the value as a storage would return it: `decode(encode(value))`.
 *
 * @throws {MillraceError} `NOT_SERIALISABLE`, like `encode`
 */
export function copyThrough(value: unknown, options: CodecOptions = {}): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null || value === undefined) return value;
  return decode(encode(value, options), options);
}
