import type { CodecOptions } from './codec-options';
import { decode } from './decode';
import { encode } from './encode';

/**
 * What would come back from a storage: `decode(encode(value))`.
 *
 * @throws {MillraceError} `NOT_SERIALISABLE`, as `encode`
 */
export function copyThrough(value: unknown, options: CodecOptions = {}): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null || value === undefined) return value;
  return decode(encode(value, options), options);
}
