import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { invalidOption, knownOptions, MillraceError } from '../../errors';
import { DEFAULT_MAX_BODY } from '../adapter-kit/body-limit';
import type { BodyTransform } from './body-transform';

/** The options of {@link compression}. */
export interface CompressionOptions {
  /** Minimum length of a compressed string, in characters; shorter ones are stored unchanged. Default: 1,024. */
  readonly from?: number | undefined;
  /** 1 (fastest) to 9 (smallest). Default: 6. */
  readonly level?: number | undefined;
}

const MARK = 'deflate:';

/**
 * Compresses long strings before they are stored. Values that were written without it can be read. List it before
 * `encryption`: `transforms: [compression(), encryption(…)]`.
 *
 * @throws {MillraceError} `INVALID_OPTION`
 */
export function compression(options: CompressionOptions = {}): BodyTransform {
  const { from = 1024, level = 6 } = knownOptions(options, { from: true, level: true }, 'compression()');
  if (!Number.isInteger(from) || from < 0)
    throw invalidOption('from', 'a whole number of at least 0', from, 'compression()');
  if (!Number.isInteger(level) || level < 1 || level > 9)
    throw invalidOption('level', 'a whole number from 1 to 9', level, 'compression()');
  return Object.freeze({
    write: (text: string) => {
      if (text.length < from) return text;
      const short = MARK + deflateRawSync(text, { level }).toString('base64');
      return short.length < text.length ? short : text;
    },
    read: (text: string) => (text.startsWith(MARK) ? inflated(text.slice(MARK.length)) : text),
  });
}

function inflated(base64: string): string {
  try {
    return inflateRawSync(Buffer.from(base64, 'base64'), { maxOutputLength: 4 * DEFAULT_MAX_BODY }).toString('utf8');
  } catch (error) {
    throw new MillraceError('UNREADABLE', 'a stored value cannot be decompressed; it was changed', { cause: error });
  }
}
