import { MillraceError } from '../../errors';
import type { CodecOptions } from './codec-options';
import { unpack } from './unpack';

/**
 * Reads what `encode` wrote. Every call gives a fresh value.
 *
 * @throws {MillraceError} `NOT_SERIALISABLE` if the codec of a type is not among `classCodecs`, `INTERNAL` for a text that
 * `encode` did not write
 */
export function decode(text: string, options: CodecOptions = {}): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    // Tags and escaped keys all begin with a quoted `$`; most texts have none.
    return text.includes('"$') ? unpack(parsed, options.classCodecs ?? []) : parsed;
  } catch (error) {
    if (MillraceError.is(error)) throw error;
    throw new MillraceError('INTERNAL', 'a stored value cannot be read; it was damaged, or not written by this codec', {
      cause: error,
    });
  }
}
