import { commitInOrder, commitSizeError, dueAt } from '../../storage/adapter-kit';
import type { Commit, CommitResult, Lease } from '../../storage/port';
import type { Connection } from '../connection/connection';
import type { WriteResult } from '../driver/driver';
import { PASSING_COLUMNS, passingValues } from '../reading/run-rows';
import { KnownRuns, type RunStanding } from './known-runs';
import type { RunTables } from './run-tables';

/**
 * Writes commits: one row of the journal and one of the run each, and rarely more. A run is read only if its last commit
 * was not written here: each writing statement checks revision and owner itself.
 */
export class Commits {
  private readonly known;
  private readonly standing;
  private readonly step;
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
    const fenced = 'where key = ? and rev = ? and owner = ?';
    this.known = new KnownRuns(connection);
    this.standing = driver.prepare<RunStanding>(
      `select last, status, ended, busy, wake, started, ending from run ${fenced}`,
    );
    this.step = driver.prepare(`update run set rev = ?, last = ?, seq = ?, at = ? ${fenced}`);
    // A statement that sets an indexed column takes four times as long, even if the value does not change.
    this.pass = driver.prepare(`update run set rev = ?, last = ?, ${passing.join(', ')} ${fenced}`);
    this.turn = driver.prepare(
      `update run set rev = ?, last = ?, ${passing.join(', ')}, status = ?, ended = ? ${fenced}`,
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
    const { run, rev, entry } = commit;
    const { journal } = this.tables;
    const before = this.known.find(run, rev, lease) ?? this.read(lease, commit);
    if (!before || this.overtakes(commit)) return 'lost';
    const error = commitSizeError(commit, this.maxBody);
    // A known standing does not prove that the run is still owned.
    if (error) return this.read(lease, commit) ? { error } : 'lost';

    const last = entry ? journal.append(run, entry, before.last) : before.last;
    if (!this.update(lease, commit, before, last)) {
      if (entry && last !== null) journal.takeBack(last);
      this.known.forget(run);
      return 'lost';
    }
    if (entry && last !== null) journal.markAt(run, entry, last);
    this.rest(commit);
    if (this.connection.isWatched) this.connection.notify({ type: 'committed', run });
    return 'committed';
  }

  /** Returns the standing of a run with the revision and the owner that a commit needs. */
  private read(lease: Lease, { run, rev }: Commit): RunStanding | undefined {
    return this.standing.get(run, rev, lease.id);
  }

  /** Writes the row of a run, as few columns as possible. Returns false if it has another revision or owner. */
  private update(lease: Lease, { run, rev, head, release }: Commit, before: RunStanding, last: number | null): boolean {
    const { status } = head;
    const [busy, seq, wake, started, at, ending] = passingValues(head);
    const ended = head.endedAt ?? null;
    const fence = [run, rev, lease.id] as const;
    let changed: WriteResult;
    if (before.status !== status || before.ended !== ended) {
      changed = this.turn.run(rev + 1, last, busy, seq, wake, started, at, ending, status, ended, ...fence);
    } else if (before.busy !== busy || before.wake !== wake || before.started !== started || before.ending !== ending) {
      changed = this.pass.run(rev + 1, last, busy, seq, wake, started, at, ending, ...fence);
    } else changed = this.step.run(rev + 1, last, seq, at, ...fence);
    if (changed.changes === 0) return false;
    if (release) this.known.forget(run);
    else this.known.note(run, rev + 1, lease, { last, status, ended, busy, wake, started, ending });
    return true;
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
