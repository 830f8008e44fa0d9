import { hasEnded, type RunEvent } from '../../../core';
import type { JournalEntry, RunOrigin, RunRow, Storage } from '../../../storage/port';
import { type BodyReader, eventsOf } from '../../../storage/records';
import { type EventPage, PAGE_SIZE } from '../../feed/feed-source';
import type { RunWatch } from './run-watch';

/** Reads the events of one run from the journal. */
export class JournalReader {
  constructor(
    private readonly storage: Storage,
    private readonly reader: BodyReader,
    readonly watch: RunWatch,
    private readonly runId: string,
  ) {}

  /** Reads the events after a number; `undefined` if there is no such run. */
  async page(after: number): Promise<EventPage | undefined> {
    const row = await this.row();
    if (!row) return undefined;
    const { key, origin, head } = row;
    const entries = await this.storage.journal({ run: key, afterSeq: after, limit: PAGE_SIZE });
    const events = entries.flatMap((entry) => this.readableEvents(entry, origin)).filter(({ seq }) => seq > after);
    const last = entries.at(-1)?.seq ?? after;
    if (entries.length === PAGE_SIZE) return { events, last, then: 'read' };
    return { events, last, then: hasEnded(head.status) && last >= head.seq ? 'end' : 'wait' };
  }

  /** Returns whether the run has ended, or does not exist. */
  async isOver(): Promise<boolean> {
    const row = await this.row();
    return !row || hasEnded(row.head.status);
  }

  private async row(): Promise<RunRow | undefined> {
    const hasChanged = this.watch.beginReading(this.runId);
    const row = await this.storage.find({ run: { id: this.runId } });
    return row && hasChanged(row.key) ? this.row() : row;
  }

  /** Returns the events of an entry. One that cannot be read has none, and hides no others. */
  private readableEvents(entry: JournalEntry, origin: RunOrigin): readonly RunEvent[] {
    try {
      return eventsOf(this.reader, entry, origin);
    } catch {
      return [];
    }
  }
}
