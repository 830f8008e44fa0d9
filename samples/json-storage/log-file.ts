import { type FileHandle, mkdir, open, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MillraceError } from 'millrace';
import { codeOf, corrupt, unavailable } from './storage-fault';

const FORMAT = 'millrace-json-storage';
const VERSION = 1;

/**
 * A file to which lines are appended. If the process is killed while it writes a line, a part of the line remains; it
 * is cut off when the file is opened again.
 */
export class LogFile {
  private constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
    private readonly waitsForDisk: boolean,
    /** The bytes of all complete lines. */
    private size: number,
  ) {}

  /**
   * Opens a file after its last complete line.
   *
   * @throws {MillraceError} `STORAGE_UNAVAILABLE`
   */
  static async open(file: string, size: number, waitsForDisk: boolean): Promise<LogFile> {
    try {
      await truncate(file, size);
      return new LogFile(file, await open(file, 'a'), waitsForDisk, size);
    } catch (error) {
      throw unavailable(file, 'it cannot be opened', error);
    }
  }

  /** Appends a line. Once the promise is fulfilled, the line survives the end of the process. */
  async append(line: unknown): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      await this.handle.appendFile(bytes);
      if (this.waitsForDisk) await this.handle.datasync();
      this.size += bytes.length;
    } catch (error) {
      // Part of it may be in the file, and the next line must not be added to that.
      await this.handle.truncate(this.size).catch(() => undefined);
      throw unavailable(this.file, 'it cannot be written', error);
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/**
 * Returns the lines of a file, and their number of bytes. Creates a file that does not exist yet.
 *
 * @throws {MillraceError} `STORAGE_UNAVAILABLE`, `STORAGE_CORRUPT`, `STORAGE_TOO_NEW`
 */
export async function readLines(file: string): Promise<{ readonly lines: readonly unknown[]; readonly size: number }> {
  try {
    return wholeLines(file, await readFile(file, 'utf8').catch(ifMissing(() => create(file))));
  } catch (error) {
    throw MillraceError.is(error) ? error : unavailable(file, 'it cannot be read', error);
  }
}

/** Creates a file with its first line or not at all, even if the power fails: it is written under another name. */
async function create(file: string): Promise<string> {
  const text = `${JSON.stringify({ format: FORMAT, version: VERSION })}\n`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, text, { flush: true });
  await rename(`${file}.new`, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
  return text;
}

/** Returns the complete lines. Only the last can be incomplete: each was on the disk before the next one was begun. */
function wholeLines(file: string, text: string): { readonly lines: readonly unknown[]; readonly size: number } {
  const texts = text.split(/(?<=\n)/);
  const parsed = texts.map(valueIn);
  const end = parsed.length > 1 && parsed.at(-1) === undefined ? -1 : parsed.length;
  const [head, ...lines] = parsed.slice(0, end);
  checkHead(file, head);
  const damaged = lines.indexOf(undefined);
  if (damaged >= 0) throw corrupt(file, damaged + 2);
  return { lines, size: Buffer.byteLength(texts.slice(0, end).join('')) };
}

/** Returns the value of a line; `undefined` for an incomplete one. */
function valueIn(line: string): unknown {
  try {
    return line.endsWith('\n') ? JSON.parse(line) : undefined;
  } catch {
    return undefined;
  }
}

function checkHead(file: string, head: unknown): void {
  if (typeof head !== 'object' || head === null || !('format' in head) || !('version' in head)) throw corrupt(file, 1);
  if (head.format !== FORMAT || typeof head.version !== 'number') throw corrupt(file, 1);
  if (head.version > VERSION)
    throw new MillraceError('STORAGE_TOO_NEW', `${file} has format ${head.version}; this storage knows ${VERSION}`);
}

function ifMissing<T>(otherwise: () => Promise<T>): (error: unknown) => Promise<T> {
  return (error) => {
    if (codeOf(error) === 'ENOENT') return otherwise();
    throw error;
  };
}
