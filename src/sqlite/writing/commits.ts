import { commitInOrder, commitSizeError, dueAt } from '../../storage/adapter-kit';
import type { Commit, CommitResult, Lease } from '../../storage/port';
import type { Connection } from '../connection/connection';
import { PASSING_COLUMNS, passingValues } from '../reading/run-rows';
import type { RunTables } from './run-tables';

/** The columns of a run that are read before it is changed. */
interface Standing {
  readonly last: number | null;
  readonly status: string;
  readonly ended: number | null;
}

/** Writes commits: one row of the journal and one of the run each, and rarely more. */
export class Commits {
  private readonly standing;
  private readonly pass;
  private readonly turn;
  private readonly setCheckpoint;
  private readonly release;
  private readonly setFlow;

  constructor(
    private readonly connection: Connection,
    private readonly tables: RunTables,
    private readonly maxBody: number,
  ) {
    const { driver } = connection;
    const passing = PASSING_COLUMNS.split(', ').map((column) => `${column} = ?`);
    this.standing = driver.prepare<Standing>(
      'select last, status, ended from run where key = ? and rev = ? and owner = ?',
    );
    // A statement that sets an indexed column takes four times as long, even if the value does not change.
    this.pass = driver.prepare(`update run set rev = ?, last = ?, ${passing.join(', ')} where key = ?`);
    this.turn = driver.prepare(
      `update run set rev = ?, last = ?, ${passing.join(', ')}, status = ?, ended = ? where key = ?`,
    );
    this.setCheckpoint = driver.prepare('update run set checkpoint = ? where key = ?');
    this.setFlow = driver.prepare('update run set flow = ? where key = ?');
    this.release = driver.prepare('update run set owner = null, due = ? where key = ?');
  }

  /** Writes all commits in one transaction; only if one of them fails, each gets its own savepoint. */
  write(lease: Lease, commits: readonly Commit[]): readonly CommitResult[] {
    try {
      return this.connection.write(() => commitInOrder(commits, (one) => this.one(lease, one)));
    } catch (error) {
      if (!this.connection.concernsOneRow(error)) throw error;
      return this.connection.write(() =>
        commitInOrder(commits, (one) => this.connection.attempt<CommitResult>(() => this.one(lease, one))),
      );
    }
  }

  private one(lease: Lease, commit: Commit): CommitResult {
    const { run, rev, head, entry } = commit;
    const standing = this.standing.get(run, rev, lease.id);
    if (!standing || this.overtakes(commit)) return 'lost';
    const error = commitSizeError(commit, this.maxBody);
    if (error) return { error };

    const last = entry ? this.tables.journal.append(run, entry, standing.last) : standing.last;
    const ended = head.endedAt ?? null;
    if (standing.status === head.status && standing.ended === ended) {
      this.pass.run(rev + 1, last, ...passingValues(head), run);
    } else {
      this.turn.run(rev + 1, last, ...passingValues(head), head.status, ended, run);
    }
    this.rest(commit);
    if (this.connection.isWatched) this.connection.notify({ type: 'committed', run });
    return 'committed';
  }

  /** Returns whether the commit changes a task that has a message the commit does not consume. */
  private overtakes({ run, openTasks, closedTasks, consumed = [] }: Commit): boolean {
    if (!openTasks && !closedTasks) return false;
    const touched = [...(closedTasks ?? []), ...(openTasks ?? []).map(({ token }) => token)];
    return touched.some((token) => this.tables.inbox.aboutTask(run, token).some((no) => !consumed.includes(no)));
  }

  /** Writes the parts that most commits do not have. */
  private rest(commit: Commit): void {
    const { run, head, entry, checkpoint, consumed, closedTasks, openTasks, permits, movedTo, release } = commit;
    if (checkpoint) {
      this.tables.records.write(run, checkpoint);
      this.setCheckpoint.run(checkpoint.through, run);
    }
    if (consumed) this.tables.inbox.consume(run, consumed);
    for (const token of closedTasks ?? []) this.tables.tasks.close(run, token);
    for (const task of openTasks ?? []) this.tables.tasks.put(run, task);
    for (const permit of permits ?? []) {
      if (permit.change === 'release') this.tables.permits.release(run, permit.queue, permit.token);
      else if (permit.change === 'take') this.tables.permits.take(run, permit, entry?.at ?? 0);
      else this.tables.permits.request(run, permit, entry?.at ?? 0);
    }
    if (movedTo) this.setFlow.run(this.tables.flows.numberOf(movedTo), run);
    if (!release) return;
    const due = dueAt(head, this.tables.inbox.firstAt(run));
    this.release.run(due ?? null, run);
    if (due !== undefined) this.connection.notify({ type: 'due' });
  }
}
