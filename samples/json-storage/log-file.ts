import { type FileHandle, mkdir, open, readFile, rename, truncate } from 'node:fs/promises';
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
      return new LogFile(file, await open(file, 'r+'), waitsForDisk, size);
    } catch (error) {
      throw unavailable(file, 'it cannot be opened', error);
    }
  }

  /** Appends a line. Once the promise is fulfilled, the line survives the end of the process. */
  async append(line: unknown): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      await this.write(bytes);
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

  /** Writes all bytes: a single write may write fewer than it was given. */
  private async write(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, this.size + done);
      done += bytesWritten;
    }
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
  const draft = await open(`${file}.new`, 'w');
  try {
    await draft.writeFile(text);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${file}.new`, file);
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return text;
}

/** Returns the complete lines. Only the last can be incomplete: each was on the disk before the next one was begun. */
function wholeLines(file: string, text: string): { readonly lines: readonly unknown[]; readonly size: number } {
  const texts = text.split('\n');
  const rest = texts.pop() ?? '';
  const parsed = texts.flatMap((line, index) => {
    try {
      return [JSON.parse(line) as unknown];
    } catch (error) {
      if (index === texts.length - 1 && index > 0) return [];
      throw corrupt(file, index + 1, error);
    }
  });
  const [head, ...lines] = parsed;
  checkHead(file, head);
  const dropped = lines.length === texts.length - 1 ? rest : `${texts.at(-1) ?? ''}\n${rest}`;
  return { lines, size: Buffer.byteLength(text) - Buffer.byteLength(dropped) };
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
