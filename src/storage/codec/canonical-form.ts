import type { CodecOptions } from './codec-options';
import { encode } from './encode';

/**
 * Returns a string that is the same for equal values: what `encode` writes, with the properties of objects in the order
 * of RFC 8785.
 *
 * @throws {MillraceError} `NOT_SERIALISABLE`, like `encode`
 */
export function canonicalForm(value: unknown, options: CodecOptions = {}): string {
  return ordered(JSON.parse(encode(value, options)));
}

function ordered(json: unknown): string {
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  if (Array.isArray(json)) return `[${json.map(ordered).join(',')}]`;
  // UTF-16 code units, which is how JavaScript compares strings.
  const properties = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${properties.map(([key, property]) => `${JSON.stringify(key)}:${ordered(property)}`).join(',')}}`;
}
