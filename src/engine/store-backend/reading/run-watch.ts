import type { Clock, ClockTimer } from '../../../step';
import type { RunKey, Storage } from '../../../storage/port';
import { AwaitedKeys } from './awaited-keys';

/** The delay before a failed read is repeated, in ms. */
const RETRY_MS = 1000;

/** Reads a run again whenever it may have changed. */
export interface RunReader {
  readonly runId: string;
  /** Whether only changes that may have ended the run matter. */
  readonly awaitsEnd: boolean;
  readonly changed: () => void;
  /** Called when the engine stops. */
  readonly closed: () => void;
}

/** Calls the readers of runs when these may have changed, whichever engine runs them. */
export class RunWatch {
  private readonly readers = new Map<string, Set<RunReader>>();
  private readonly keys = new AwaitedKeys();
  private timer: ClockTimer | undefined = undefined;
  private isClosed = false;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  /** Adds a reader. It has to read once by itself. Returns a function that removes it. */
  add(reader: RunReader): () => void {
    if (this.isClosed) {
      reader.closed();
      return () => undefined;
    }
    const { runId } = reader;
    this.readers.set(runId, (this.readers.get(runId) ?? new Set()).add(reader));
    this.schedule(this.storage.pollMs);
    return () => {
      this.remove(reader);
    };
  }

  /** Begins to read a run. Returns a function that notes its key, and returns whether it may have changed since. */
  beginReading(runId: string): (key: RunKey) => boolean {
    const hasChanged = this.keys.beginReading(runId);
    // The readers may have been removed meanwhile.
    return (key) => this.readers.has(runId) && hasChanged(key);
  }

  /** Reports a change of a run that was committed in this process. */
  committed(runId: string, ended: boolean): void {
    for (const reader of this.readers.get(runId) ?? []) if (ended || !reader.awaitsEnd) reader.changed();
  }

  /** Reports a change of a run that another engine committed. */
  committedElsewhere(key: RunKey): void {
    const runId = this.keys.changed(key);
    if (runId !== undefined) this.committed(runId, true);
  }

  /** Reports that all runs may have changed. */
  changedAll(): void {
    for (const runId of this.readers.keys()) this.committed(runId, true);
  }

  /** Calls all readers again in a moment, since one could not read. */
  retry(): void {
    this.schedule(RETRY_MS);
  }

  close(): void {
    this.isClosed = true;
    this.timer?.clear();
    for (const readers of [...this.readers.values()]) for (const reader of [...readers]) reader.closed();
    this.readers.clear();
  }

  private remove(reader: RunReader): void {
    const { runId } = reader;
    const readers = this.readers.get(runId);
    readers?.delete(reader);
    if (readers?.size !== 0) return;
    this.readers.delete(runId);
    this.keys.forget(runId);
  }

  private schedule(delayMs: number | undefined): void {
    if (this.timer || this.isClosed || delayMs === undefined) return;
    this.timer = this.clock.setTimer(delayMs, () => {
      this.timer = undefined;
      if (this.readers.size === 0) return;
      this.changedAll();
      this.schedule(this.storage.pollMs);
    });
    this.timer.unref();
  }
}
