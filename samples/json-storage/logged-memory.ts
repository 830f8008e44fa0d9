import { isStorageChange, memoryStorage, performCall, type Storage, type StorageCall } from 'millrace/storage';
import { lock } from './file-lock';
import type { JsonStorageOptions } from './json-storage';
import { LogFile, readLines } from './log-file';
import { corrupt } from './storage-fault';

/** A call that is not in the file yet. */
interface WaitingCall {
  readonly call: StorageCall;
  readonly resolve: (answer: Promise<unknown>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The content of a file, kept in memory. A change is first written and then performed, so the memory never holds more
 * than the file. The memory storage reads no clock and draws no random numbers, so the same changes always lead to the
 * same memory. Changes that arrive while others are written share the next line.
 */
export class LoggedMemory {
  private waiting: WaitingCall[] = [];
  private writing: Promise<void> | undefined = undefined;

  private constructor(
    readonly memory: Storage,
    private readonly log: LogFile,
    private readonly release: () => Promise<void>,
  ) {}

  /** Locks a file, and performs every change in it again. */
  static async open(file: string, options: Omit<JsonStorageOptions, 'file'>): Promise<LoggedMemory> {
    const { waitsForDisk = true, ...limits } = options;
    const release = await lock(file);
    try {
      const { lines, size } = await readLines(file);
      const memory = memoryStorage(limits);
      // A change that was refused then is refused again.
      for (const [index, line] of lines.entries())
        for (const call of callsOf(line, () => corrupt(file, index + 2)))
          await performCall(memory, call).catch(() => undefined);
      return new LoggedMemory(memory, await LogFile.open(file, size, waitsForDisk), release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  perform(call: StorageCall): Promise<unknown> {
    if (!isStorageChange(call.method)) return performCall(this.memory, call);
    return new Promise((resolve, reject) => {
      this.waiting.push({ call, resolve, reject });
      this.writing ??= this.write();
    });
  }

  async close(): Promise<void> {
    await this.writing;
    await this.log.close();
    await this.release();
  }

  private async write(): Promise<void> {
    // Changes of one turn are written together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      try {
        await this.log.append(group.map(({ call }) => [call.method, call.request]));
        for (const { call, resolve } of group) resolve(performCall(this.memory, call));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.writing = undefined;
  }
}

function callsOf(line: unknown, fault: () => Error): readonly StorageCall[] {
  if (!Array.isArray(line)) throw fault();
  return line.map((entry: unknown) => {
    const [method, request]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof method !== 'string' || !isStorageChange(method)) throw fault();
    return { method, request };
  });
}
