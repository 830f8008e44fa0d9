import type { JournalEntry, RunKey } from '../../storage/port';
import type { Driver } from '../driver/driver';

interface EntryRow {
  readonly no: number;
  readonly seq: number;
  readonly at: number;
  readonly before: number | null;
  readonly body: string;
}

/** How many entries lie between two marks. */
const BETWEEN_MARKS = 32;

/**
 * Entries of all runs in the order in which they were written, so that a transaction touches few pages however many runs it
 * commits. The entries of a run are a chain: the run knows its last one, and each knows the one before. A mark now and then lets
 * a long chain be entered in the middle.
 */
export class Journal {
  private readonly insert;
  private readonly mark;
  private readonly entry;
  private readonly last;
  private readonly markBefore;
  private readonly markAfter;
  private readonly remove;
  private readonly removeMarks;

  constructor(driver: Driver) {
    this.insert = driver.prepare('insert into journal (run, no, seq, at, before, body) values (?, ?, ?, ?, ?, ?)');
    this.mark = driver.prepare('insert into journal_mark (run, no, seq, entry) values (?, ?, ?, ?)');
    this.entry = driver.prepare<EntryRow>('select no, seq, at, before, body from journal where id = ?');
    this.last = driver.prepare<{ readonly last: number | null }>('select last from run where key = ?');
    this.markBefore = driver.prepare<{ readonly no: number | null }>(
      'select max(no) as no from journal_mark where run = ? and seq <= ?',
    );
    this.markAfter = driver.prepare<{ readonly entry: number }>(
      'select entry from journal_mark where run = ? and no >= ? order by no limit 1',
    );
    this.remove = driver.prepare('delete from journal where id = ?');
    this.removeMarks = driver.prepare('delete from journal_mark where run = ?');
  }

  /** Adds an entry to the chain that ends with `before`. Gives its place. */
  append(run: RunKey, { no, seq, at, body }: JournalEntry, before: number | null): number {
    const id = Number(this.insert.run(run, no, seq, at, before, body).lastInsertRowid);
    if (no % BETWEEN_MARKS === 0) this.mark.run(run, no, seq, id);
    return id;
  }

  /** The entries of a chain after a number. */
  after(no: number, last: number | null): readonly JournalEntry[] {
    return this.walk(last, (entry) => entry.no > no);
  }

  /** Entries with events after `seq`, the first ones if there are more than `limit`. */
  read(
    run: RunKey,
    afterSeq = -1,
    through = Number.POSITIVE_INFINITY,
    limit = Number.POSITIVE_INFINITY,
  ): readonly JournalEntry[] {
    // The first entry that is wanted comes within one stretch after this mark, so a page ends before the end found here.
    const from = this.markBefore.get(run, afterSeq)?.no ?? 0;
    const to = Math.min(through, from + BETWEEN_MARKS + limit);
    const end =
      (Number.isFinite(to) ? this.markAfter.get(run, to)?.entry : undefined) ?? this.last.get(run)?.last ?? null;
    const entries = this.walk(end, ({ seq }) => seq > afterSeq).filter(({ no }) => no <= through);
    return entries.length > limit ? entries.slice(0, limit) : entries;
  }

  removeAll(run: RunKey): void {
    for (let at = this.last.get(run)?.last ?? null; at !== null; ) {
      const before: number | null = this.entry.get(at)?.before ?? null;
      this.remove.run(at);
      at = before;
    }
    this.removeMarks.run(run);
  }

  /** Goes back along a chain while the entries are wanted. Gives them in order. */
  private walk(last: number | null, isWanted: (entry: EntryRow) => boolean): readonly JournalEntry[] {
    const entries: JournalEntry[] = [];
    for (let at = last; at !== null; ) {
      const entry = this.entry.get(at);
      if (!entry || !isWanted(entry)) break;
      const { no, seq, body } = entry;
      entries.push({ no, seq, at: entry.at, body });
      at = entry.before;
    }
    return entries.reverse();
  }
}
