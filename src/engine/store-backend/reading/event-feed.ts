import { hasEnded, type RunEvent } from '../../../core';
import type { Clock, ClockTimer } from '../../../step';
import type { JournalEntry, RunKey, RunOrigin, RunRow, Storage } from '../../../storage/port';
import { type BodyReader, eventsOf } from '../../../storage/records';
import type { RunStreamEvent } from '../../port/run-snapshot';
import type { Listener } from '../../streams/channel';

/** The number of journal entries read by one request. */
const PAGE = 200;
/** The delay before a failed read is repeated, in ms. */
const RETRY_MS = 1000;

/** A subscription to the events of a run; they are read from the journal, beginning with the first. */
class Reader {
  key: RunKey | undefined = undefined;
  seq = 0;
  reading = false;
  again = false;
  closed = false;

  constructor(
    readonly runId: string,
    readonly listener: Listener<RunStreamEvent>,
    /** Whether the subscriber receives only the end of the run. */
    readonly skips: boolean,
  ) {}
}

/** The events of runs, in order and without gaps, whichever engine runs them. */
export class EventFeed {
  private readonly readers = new Map<string, Set<Reader>>();
  /** The ids of runs with subscribers, by key. */
  private readonly ids = new Map<RunKey, string>();
  private timer: ClockTimer | undefined = undefined;
  private closed = false;

  constructor(
    private readonly storage: Storage,
    private readonly reader: BodyReader,
    private readonly clock: Clock,
  ) {}

  listen(runId: string, listener: Listener<RunStreamEvent>): () => void {
    return this.add(new Reader(runId, listener, false));
  }

  /** Calls back once when a run has ended in any engine, when there is no such run, or when this engine stops. */
  whenEnded(runId: string, onEnd: () => void): () => void {
    return this.add(new Reader(runId, { next: () => undefined, complete: onEnd }, true));
  }

  /** Reads the new events of a run that was committed in this process. */
  committed(runId: string, ended: boolean): void {
    for (const reader of this.readers.get(runId) ?? []) if (ended || !reader.skips) void this.read(reader);
  }

  /** Reads the new events of a run that another engine committed. */
  committedElsewhere(key: RunKey): void {
    const runId = this.ids.get(key);
    if (runId !== undefined) this.committed(runId, true);
  }

  /** Reads the new events of all runs with subscribers. */
  readAll(): void {
    for (const runId of this.readers.keys()) this.committed(runId, true);
  }

  close(): void {
    this.closed = true;
    this.timer?.clear();
    for (const readers of [...this.readers.values()]) for (const reader of [...readers]) this.end(reader);
  }

  private add(reader: Reader): () => void {
    if (this.closed) {
      reader.listener.complete();
      return () => undefined;
    }
    const { runId } = reader;
    this.readers.set(runId, (this.readers.get(runId) ?? new Set()).add(reader));
    void this.read(reader);
    this.schedule(this.storage.pollMs);
    return () => {
      this.remove(reader);
    };
  }

  private remove(reader: Reader): void {
    reader.closed = true;
    const readers = this.readers.get(reader.runId);
    readers?.delete(reader);
    if (readers?.size !== 0) return;
    this.readers.delete(reader.runId);
    if (reader.key !== undefined) this.ids.delete(reader.key);
  }

  private schedule(delayMs: number | undefined): void {
    if (this.timer || this.closed || delayMs === undefined) return;
    this.timer = this.clock.setTimer(delayMs, () => {
      this.timer = undefined;
      if (this.readers.size === 0) return;
      this.readAll();
      this.schedule(this.storage.pollMs);
    });
    this.timer.unref();
  }

  private async read(reader: Reader): Promise<void> {
    reader.again = true;
    if (reader.reading) return;
    reader.reading = true;
    try {
      while (reader.again && !reader.closed) {
        reader.again = false;
        await this.readNew(reader);
      }
    } catch {
      this.schedule(RETRY_MS);
    }
    reader.reading = false;
  }

  private async readNew(reader: Reader): Promise<void> {
    const row = await this.storage.find({ run: { id: reader.runId } });
    if (!row) {
      this.end(reader);
      return;
    }
    if (reader.closed) return;
    reader.key = row.key;
    this.ids.set(row.key, reader.runId);
    if (!reader.skips) await this.publish(reader, row);
    if (hasEnded(row.head.status) && (reader.skips || reader.seq >= row.head.seq)) this.end(reader);
  }

  private async publish(reader: Reader, { key, origin }: RunRow): Promise<void> {
    for (;;) {
      const entries = await this.storage.journal({ run: key, afterSeq: reader.seq, limit: PAGE });
      for (const entry of entries) {
        for (const event of this.readableEvents(entry, origin)) {
          if (reader.closed) return;
          if (event.seq <= reader.seq) continue;
          reader.seq = event.seq;
          reader.listener.next(event);
        }
        reader.seq = Math.max(reader.seq, entry.seq);
      }
      if (entries.length < PAGE) break;
    }
  }

  /** Returns the events of an entry. One that cannot be read has none, and hides no others. */
  private readableEvents(entry: JournalEntry, origin: RunOrigin): readonly RunEvent[] {
    try {
      return eventsOf(this.reader, entry, origin);
    } catch {
      return [];
    }
  }

  private end(reader: Reader): void {
    if (reader.closed) return;
    this.remove(reader);
    reader.listener.complete();
  }
}
