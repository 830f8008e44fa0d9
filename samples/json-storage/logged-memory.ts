import { memoryStorage, type Storage } from 'millrace/storage';
import type { LogFile } from './log-file';
import { corrupt } from './storage-fault';

/** The methods of a storage that change something. */
const CHANGES = [
  'openLease',
  'renewLease',
  'closeLease',
  'endLeases',
  'create',
  'commit',
  'send',
  'claim',
  'claimOne',
  'releaseRuns',
  'purge',
] as const satisfies readonly (keyof Storage)[];

export type Change = (typeof CHANGES)[number];

/** A request without a response yet. */
interface Request {
  readonly change: Change;
  readonly request: unknown;
  /** Executes the request, once it has been written. */
  readonly apply: () => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * The content of a file, kept in memory. A request is first written and then executed, so the memory never holds more
 * than the file. The memory storage reads no clock and draws no random numbers, so the same requests always lead to the
 * same memory. Requests that arrive while others are written share the next line.
 */
export class LoggedMemory {
  private waiting: Request[] = [];
  private writing: Promise<void> | undefined = undefined;

  constructor(
    readonly memory: Storage,
    private readonly log: LogFile,
  ) {}

  change<C extends Change>(change: C, request: Parameters<Storage[C]>[0]): ReturnType<Storage[C]> {
    const answer = new Promise<unknown>((resolve, reject) => {
      const apply = (): void => {
        resolve(carryOut(this.memory, change, request));
      };
      this.waiting.push({ change, request, apply, refuse: reject });
    });
    this.writing ??= this.write();
    // The promise is the one of the method that executes the request.
    return answer as ReturnType<Storage[C]>;
  }

  async close(): Promise<void> {
    await this.writing;
    await this.log.close();
  }

  // #region write
  private async write(): Promise<void> {
    // Requests of one turn are written together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      try {
        await this.log.append(group.map(({ change, request }) => [change, request]));
        for (const { apply } of group) apply();
      } catch (error) {
        for (const { refuse } of group) refuse(error);
      }
    }
    this.writing = undefined;
  }
  // #endregion write
}

/** Executes again every request of the file. */
export async function replay(file: string, lines: readonly unknown[], maxBody: number | undefined): Promise<Storage> {
  const memory = memoryStorage(maxBody === undefined ? {} : { maxBody });
  for (const [index, line] of lines.entries()) {
    // A request that was refused then is refused again.
    for (const [change, request] of requestsOf(line, () => corrupt(file, index + 2)))
      await carryOut(memory, change, request).catch(() => undefined);
  }
  return memory;
}

function requestsOf(line: unknown, fault: () => Error): readonly (readonly [Change, unknown])[] {
  if (!Array.isArray(line)) throw fault();
  return line.map((entry: unknown) => {
    if (!Array.isArray(entry) || !isChange(entry[0])) throw fault();
    return [entry[0], entry[1]];
  });
}

function isChange(name: unknown): name is Change {
  return CHANGES.some((change) => change === name);
}

/** Calls the method of a request. The compiler cannot see that both belong together, as the file stores them. */
function carryOut(memory: Storage, change: Change, request: unknown): Promise<unknown> {
  return (memory[change] as (request: unknown) => Promise<unknown>)(request);
}
