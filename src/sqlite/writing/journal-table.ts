import type { JournalEntry, RunKey } from '../../storage/port';
import type { Driver } from '../driver/driver';

interface EntryRow {
  readonly no: number;
  readonly seq: number;
  readonly at: number;
  readonly before: number | null;
  readonly body: string;
}

/** The number of entries between two marks. */
const BETWEEN_MARKS = 32;

/**
 * The entries of all runs in writing order, so that a transaction touches few pages however many runs it commits. The
 * entries of a run form a linked list: the run refers to its last entry, and each entry to the one before. Regular
 * marks allow a long list to be read from the middle.
 */
export class JournalTable {
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

  /** Adds an entry to the chain that ends with `before`. Returns its id, which {@link markAt} needs afterwards. */
  append(run: RunKey, { no, seq, at, body }: JournalEntry, before: number | null): number {
    return Number(this.insert.run(run, no, seq, at, before, body).lastInsertRowid);
  }

  /** Marks an appended entry, if it is one of those that have a mark. */
  markAt(run: RunKey, { no, seq }: JournalEntry, id: number): void {
    if (no % BETWEEN_MARKS === 0) this.mark.run(run, no, seq, id);
  }

  /** Removes an appended entry that has no mark yet. */
  takeBack(id: number): void {
    this.remove.run(id);
  }

  /** Returns the entries of a chain after a number. */
  after(no: number, last: number | null): readonly JournalEntry[] {
    return this.walk(last, (entry) => entry.no > no);
  }

  /** Returns the entries with events after `seq`, at most the first `limit`. */
  read(
    run: RunKey,
    afterSeq = -1,
    through = Number.POSITIVE_INFINITY,
    limit = Number.POSITIVE_INFINITY,
  ): readonly JournalEntry[] {
    // The first matching entry follows within one interval after this mark, so a page ends before the end found here.
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

  /** Follows a chain backwards while the entries match. Returns them in order. */
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
