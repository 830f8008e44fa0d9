import { MillraceError } from '../../errors';
import type { CodecOptions } from './codec-options';
import { unpack } from './unpack';

/**
 * Decodes a string written by `encode`. Every call returns a new value.
 *
 * @throws {MillraceError} `UNREADABLE` for a string that `encode` did not write, and, without `unknownClasses`, if the
 * codec of a class is not among `classCodecs`
 */
export function decode(text: string, options: CodecOptions = {}): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    // Tags and escaped keys all begin with a quoted `$`; most strings have none.
    return text.includes('"$') ? unpack(parsed, options) : parsed;
  } catch (error) {
    if (MillraceError.is(error)) throw error;
    throw new MillraceError(
      'UNREADABLE',
      'a stored value cannot be decoded; it is damaged, or was not written by this codec',
      {
        cause: error,
      },
    );
  }
}
