import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { invalidOption, MillraceError } from '../../errors';
import { readCounts, type SavedFlow } from './saved-counts';

const ENDING = '.coverage.json';

/** Writes a file atomically, for concurrent readers of the folder. Returns its path. */
export function writeCounts(folder: string, name: string, text: string): string {
  const file = join(checked(folder), `${name}${ENDING}`);
  return inFolder(folder, 'written', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.part`, text);
    renameSync(`${file}.part`, file);
    return file;
  });
}

/**
 * Returns the files of counts in a folder, ordered by name.
 *
 * @param own the name of the caller's own file, which is omitted
 */
export function countsIn(
  folder: string,
  own: string,
): readonly (readonly [file: string, flows: readonly SavedFlow[]])[] {
  const names = inFolder(checked(folder), 'read', () => readdirSync(folder));
  return names
    .filter((name) => name.endsWith(ENDING) && name !== `${own}${ENDING}`)
    .sort()
    .map((name) => {
      const file = join(folder, name);
      const flows = readCounts(inFolder(folder, 'read', () => readFileSync(file, 'utf8')));
      if (flows) return [file, flows] as const;
      throw new MillraceError(
        'INVALID_OPTION',
        `folder: ${file} was not written by coverage.save(); empty the folder before the tests`,
        { details: { option: 'folder', file } },
      );
    });
}

function checked(folder: string): string {
  const value: unknown = folder;
  if (typeof value === 'string' && value !== '') return value;
  throw invalidOption('folder', 'the path of a folder', value);
}

function inFolder<T>(folder: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new MillraceError('INVALID_OPTION', `folder: ${folder} cannot be ${what}: ${String(error)}`, {
      details: { option: 'folder', folder },
      cause: error,
    });
  }
}
