import type { RunEvent } from '../../../core';
import type { JournalEntry, RunOrigin, RunRow, Storage } from '../../../storage/port';
import { type BodyReader, eventsOf } from '../../../storage/records';
import type { HistoryOptions, HistoryPage } from '../../port/run-administration';
import { requireInteger } from '../../requests/require-integer';
import { unreadable } from '../loading/unreadable';

/** Reads the events of runs from the journal. */
export class Histories {
  constructor(
    private readonly storage: Storage,
    private readonly reader: BodyReader,
  ) {}

  async page({ key, origin }: RunRow, { after = 0, limit = 100 }: HistoryOptions): Promise<HistoryPage> {
    const from = requireInteger(after, 'after', 'history()');
    const most = requireInteger(limit, 'limit', 'history()', 1);
    const events: RunEvent[] = [];
    // One event more than requested shows whether there is a next page.
    for (let afterSeq = from; events.length <= most; ) {
      const entries = await this.storage.journal({ run: key, afterSeq, limit: most + 1 });
      for (const entry of entries) {
        if (events.length > most) break;
        events.push(...this.eventsOf(entry, origin, events.at(-1)?.seq ?? from).filter(({ seq }) => seq > afterSeq));
      }
      afterSeq = entries.at(-1)?.seq ?? afterSeq;
      if (entries.length <= most) break;
    }
    const items = events.slice(0, most);
    return { items, next: events.length > most ? items.at(-1)?.seq : undefined };
  }

  private eventsOf(entry: JournalEntry, origin: RunOrigin, before: number): readonly RunEvent[] {
    try {
      return eventsOf(this.reader, entry, origin);
    } catch (error) {
      const events = `events ${before + 1} to ${entry.seq}`;
      const cure = `the history after them begins with { after: ${entry.seq} }`;
      throw unreadable(origin.id, error, `${events} cannot be read, and ${cure}`);
    }
  }
}
