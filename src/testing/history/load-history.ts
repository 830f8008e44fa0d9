import { readFile } from 'node:fs/promises';
import { errorMessageOf, knownOptions, MillraceError } from '../../errors';
import type { ClassCodec } from '../../storage/codec';
import type { History } from './history';
import { readHistoryText } from './history-text';

/**
 * Reads a history that {@link recordHistory} wrote.
 *
 * @throws {MillraceError} `UNREADABLE` for a missing file or anything but a history; `UNSUPPORTED` for one of a later
 * release
 */
export async function loadHistory(
  file: string,
  options: { readonly classCodecs?: readonly ClassCodec[] | undefined } = {},
): Promise<History> {
  const known = knownOptions(options, { classCodecs: true }, 'loadHistory()');
  return readHistoryText(await textOf(file), file, known);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const message = `the history ${file} cannot be read: ${errorMessageOf(cause)}. Record it with recordHistory`;
    throw new MillraceError('UNREADABLE', message, { cause });
  }
}
