import { hasEnded } from '../../run';
import type { Clock, ClockTimer } from '../../step';
import type { RunKey, Storage } from '../../storage/port';
import { type BodyCodec, eventsOf } from '../../storage/records';
import type { RunNotice } from '../run-snapshot';
import type { Listener } from '../streams/channel';

/** Journal entries that are read at once. */
const PAGE = 200;

/** One who listens to the events of a run: they are read from the journal, from the first on. */
class Reader {
  key: RunKey | undefined = undefined;
  seq = 0;
  reading = false;
  again = false;
  closed = false;

  constructor(
    readonly runId: string,
    readonly listener: Listener<RunNotice>,
  ) {}
}

/** The events of runs, in order and without gaps, whichever engine runs them. */
export class EventFeed {
  private readonly readers = new Set<Reader>();
  private timer: ClockTimer | undefined = undefined;

  constructor(
    private readonly storage: Storage,
    private readonly codec: BodyCodec,
    private readonly clock: Clock,
  ) {}

  listen(runId: string, listener: Listener<RunNotice>): () => void {
    const reader = new Reader(runId, listener);
    this.readers.add(reader);
    void this.read(reader);
    this.schedule();
    return () => {
      reader.closed = true;
      this.readers.delete(reader);
    };
  }

  /** A run has been committed in this process. */
  committed(runId: string): void {
    for (const reader of this.readers) if (reader.runId === runId) void this.read(reader);
  }

  /** Some engine has committed a run. */
  committedElsewhere(key: RunKey): void {
    for (const reader of this.readers) if (reader.key === key) void this.read(reader);
  }

  close(): void {
    this.timer?.clear();
    for (const reader of this.readers) {
      reader.closed = true;
      reader.listener.complete();
    }
    this.readers.clear();
  }

  private schedule(): void {
    const { pollMs } = this.storage;
    if (this.timer || pollMs === undefined) return;
    this.timer = this.clock.setTimer(pollMs, () => {
      this.timer = undefined;
      if (this.readers.size === 0) return;
      for (const reader of this.readers) void this.read(reader);
      this.schedule();
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
        await this.readOn(reader);
      }
    } catch {
      // The next notice or poll tries again.
    }
    reader.reading = false;
  }

  private async readOn(reader: Reader): Promise<void> {
    const row = await this.storage.find({ run: { id: reader.runId } });
    if (!row) {
      this.end(reader);
      return;
    }
    reader.key = row.key;
    for (;;) {
      const entries = await this.storage.journal({ run: row.key, afterSeq: reader.seq, limit: PAGE });
      for (const entry of entries) {
        for (const event of eventsOf(this.codec, entry, row.origin)) {
          if (reader.closed) return;
          if (event.seq <= reader.seq) continue;
          reader.seq = event.seq;
          reader.listener.next(event);
        }
      }
      if (entries.length < PAGE) break;
    }
    if (hasEnded(row.head.status) && reader.seq >= row.head.seq) this.end(reader);
  }

  private end(reader: Reader): void {
    if (reader.closed) return;
    reader.closed = true;
    this.readers.delete(reader);
    reader.listener.complete();
  }
}
