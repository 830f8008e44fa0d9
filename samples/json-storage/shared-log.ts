import { lock } from './file-lock';
import { LogFile, readLines } from './log-file';
import { LoggedMemory, replay } from './logged-memory';

/** The options with which a file is opened. */
export interface LogOptions {
  readonly waitsForDisk: boolean;
  readonly maxBody: number | undefined;
}

interface Content {
  readonly logged: LoggedMemory;
  readonly release: () => Promise<void>;
}

const logs = new Map<string, SharedLog>();

/** One file for all storages of this process that name it: the first opens it, the last closes it. */
export class SharedLog {
  private users = 0;
  private content: Promise<Content> | undefined = undefined;
  /** The end of the previous one, which has to close the file first. */
  private closed = Promise.resolve();

  private constructor(private readonly file: string) {}

  static of(file: string): SharedLog {
    const log = logs.get(file) ?? new SharedLog(file);
    logs.set(file, log);
    return log;
  }

  async open(options: LogOptions): Promise<LoggedMemory> {
    this.content ??= this.closed.then(() => load(this.file, options));
    const content = this.content;
    this.users += 1;
    try {
      return (await content).logged;
    } catch (error) {
      this.users -= 1;
      if (this.content === content) this.content = undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.users -= 1;
    const content = this.content;
    if (this.users > 0 || !content) return;
    this.content = undefined;
    this.closed = content.then(unload);
    await this.closed;
  }
}

async function load(file: string, { waitsForDisk, maxBody }: LogOptions): Promise<Content> {
  const release = await lock(file);
  try {
    const { lines, size } = await readLines(file);
    const memory = await replay(file, lines, maxBody);
    return { logged: new LoggedMemory(memory, await LogFile.open(file, size, waitsForDisk)), release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function unload({ logged, release }: Content): Promise<void> {
  await logged.close();
  await release();
}
