import { MillraceError } from '../../errors';
import type { CodecOptions } from './codec-options';
import { pack } from './pack';
import { notSerialisable } from './refusal';
import { isJson } from './values/is-json';

/**
 * Encodes a value as a string. Supported values:
 *
 * - JSON values, unchanged; `undefined` properties are dropped, elsewhere `undefined` is kept
 * - Date, Map, Set, bigint, -0 and bytes (a Buffer comes back as a Uint8Array)
 * - plain objects; their symbol keys are not written, and shared references come back as copies
 * - instances of classes for which `classCodecs` has a codec
 *
 * @throws {MillraceError} `NOT_SERIALISABLE` for anything else: NaN, infinities, invalid dates, functions, symbols,
 * promises, cycles, arrays with holes, instances of other classes, more than 1,000 levels or 2 million values.
 * `details.path` is the path of the value.
 */
export function encode(value: unknown, options: CodecOptions = {}): string {
  try {
    return textOf(isJson(value) ? value : pack(value, options));
  } catch (error) {
    throw refusalOf(error);
  }
}

/**
 * Encodes a value that `isJson` accepts, without looking at it again.
 *
 * @throws {MillraceError} `NOT_SERIALISABLE` if it is too long
 */
export function encodeJson(value: unknown): string {
  try {
    return textOf(value);
  } catch (error) {
    throw refusalOf(error);
  }
}

function textOf(json: unknown): string {
  const text: unknown = JSON.stringify(json);
  if (typeof text === 'string') return text;
  throw notSerialisable([], 'has a toJSON() that returns undefined', 'Turn it into plain data first.');
}

function refusalOf(error: unknown): MillraceError {
  if (MillraceError.is(error)) return error;
  return notSerialisable([], 'cannot be read', 'See the cause; most likely a getter throws, or it is too long.', error);
}
