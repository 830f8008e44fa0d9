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

/** A request that was not answered yet. */
interface Request {
  readonly change: Change;
  readonly request: unknown;
  /** Sees to the answer, once the request has been written. */
  readonly apply: () => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * What a file says, kept in memory. A request is written first and carried out then, so the memory never holds what the file
 * does not; and as the memory storage reads no clock and throws no dice, the same requests always lead to the same memory.
 * Requests that come while others are written share the next line.
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
    // The promise is that of the method which carries the request out.
    return answer as ReturnType<Storage[C]>;
  }

  async close(): Promise<void> {
    await this.writing;
    await this.log.close();
  }

  // #region write
  private async write(): Promise<void> {
    // Whoever asks in this turn is written together.
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

/** What the file says: everything that was written is carried out again. */
export async function replay(file: string, lines: readonly unknown[], maxBody: number | undefined): Promise<Storage> {
  const memory = memoryStorage(maxBody === undefined ? {} : { maxBody });
  for (const [index, line] of lines.entries()) {
    // What was refused then is refused again.
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

/** The compiler cannot see that a request belongs to its method: in the file they stand side by side. */
function carryOut(memory: Storage, change: Change, request: unknown): Promise<unknown> {
  return (memory[change] as (request: unknown) => Promise<unknown>)(request);
}
