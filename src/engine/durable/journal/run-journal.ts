import { errorOf, MillraceError } from '../../../errors';
import { runSoon, type TurnScheduler } from '../../../execution';
import type { Clock } from '../../../step';
import type { Commit, CommitResult, Storage } from '../../../storage/port';
import type { BodyCodec } from '../../../storage/records';
import type { Journal, WrittenTransition } from '../../driver/journal';
import { draftCommit, mayRelease } from '../../store-backend/journal/draft-commit';
import { headOf } from '../../store-backend/journal/run-head';
import type { LeaseKeeper } from '../ownership/lease-keeper';
import type { OwnedRun } from '../ownership/owned-run';
import type { OwnershipEvents } from '../ownership/ownership-events';
import type { EngineLoad } from './engine-load';

/** The largest number of commits in one transaction. */
const MOST_PER_COMMIT = 256;

/** The dependencies of a {@link RunJournal}. */
export interface RunJournalParts {
  readonly storage: Storage;
  readonly lease: LeaseKeeper;
  readonly codec: BodyCodec;
  readonly clock: Clock;
  readonly turns: TurnScheduler;
  readonly load: EngineLoad;
  readonly events: OwnershipEvents;
}

interface Pending {
  readonly run: OwnedRun;
  readonly commit: Commit;
  readonly operation: WrittenTransition['operation'];
  readonly then: () => void;
}

/**
 * Commits the transitions of owned runs. Commits that become ready in the same turn, or while another is in flight,
 * share a transaction.
 */
export class RunJournal implements Journal<OwnedRun> {
  private pending: Pending[] = [];
  private busy = false;
  /** Called when everything has been written. */
  private idle: (() => void) | undefined = undefined;

  constructor(private readonly parts: RunJournalParts) {}

  readonly write = (run: OwnedRun, written: WrittenTransition, then: () => void): void => {
    const { position } = run;
    if (position.status !== 'owned') return;
    if (written.changes.length === 0 && written.effects.length === 0 && position.consumed.length === 0) return;
    const { operation } = written;
    const { codec, clock, events } = this.parts;
    let commit: Commit;
    try {
      commit = draftCommit(codec, run, written, clock.now());
    } catch (error) {
      position.status = 'gone';
      events.emit('refused', run, { error: errorOf(error), operation });
      return;
    }
    this.add({ run, commit, operation, then });
  };

  readonly mayBegin = (run: OwnedRun): boolean => run.position.status !== 'gone' && !this.parts.lease.isInDoubt;

  readonly confirm = async (run: OwnedRun): Promise<boolean> => {
    const { lease } = this.parts;
    if (run.position.status === 'gone') return false;
    try {
      await lease.renew();
    } catch (error) {
      this.drop(run, errorOf(error));
      return false;
    }
    if (lease.isInDoubt) this.drop(run, undefined);
    return this.mayBegin(run);
  };

  /** Releases a run that has nothing executing and no pending commit. */
  releaseIfIdle(run: OwnedRun): void {
    const { position, state } = run;
    const { codec, clock } = this.parts;
    if (position.status !== 'owned' || position.pending > 0 || !mayRelease(state, clock.now())) return;
    const commit: Commit = { run: position.key, rev: position.rev, head: headOf(state, codec), release: true };
    position.rev += 1;
    position.status = 'leaving';
    this.add({ run, commit, operation: undefined, then: () => undefined });
  }

  /**
   * Resolves when the next commit of a run has been written.
   *
   * @throws {MillraceError} `RUN_BUSY` if another engine claimed the run first; otherwise the error of the failed write
   */
  written({ id, position }: OwnedRun): Promise<void> {
    return new Promise((resolve, reject) => {
      position.onSettled = (result) => {
        if (result === 'committed') resolve();
        else if (result === 'lost')
          reject(new MillraceError('RUN_BUSY', `another engine has claimed run ${id} meanwhile; try again`));
        else reject(result.error);
      };
    });
  }

  /** Resolves when all pending commits have been written. */
  settled(): Promise<void> {
    if (!this.busy && this.pending.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.idle = resolve;
    });
  }

  private add(pending: Pending): void {
    this.pending.push(pending);
    pending.run.position.pending += 1;
    this.schedule(pending.run);
  }

  /** Schedules a flush: at once if no other run can commit in this turn, otherwise in the next turn. */
  private schedule(run: OwnedRun): void {
    if (this.busy) return;
    this.busy = true;
    if (run.state.busy <= 1 && this.parts.load.isSingle) void this.flush();
    else runSoon(() => void this.flush());
  }

  private async flush(): Promise<void> {
    const { turns } = this.parts;
    while (this.pending.length > 0) {
      if (turns.isOver()) await turns.wait();
      const batch = this.takeBatch();
      if (batch.length > 0) await this.commit(batch);
    }
    this.busy = false;
    this.idle?.();
    this.idle = undefined;
  }

  /** Takes the commits that are due first, so few that a storage in this process does not keep the event loop. */
  private takeBatch(): readonly Pending[] {
    const { pending } = this;
    const taken = pending.length > MOST_PER_COMMIT ? pending.slice(0, MOST_PER_COMMIT) : pending;
    this.pending = pending.length > MOST_PER_COMMIT ? pending.slice(MOST_PER_COMMIT) : [];
    return taken.filter(({ run }) => run.position.status !== 'gone');
  }

  private async commit(batch: readonly Pending[]): Promise<void> {
    const { storage, lease } = this.parts;
    let results: readonly CommitResult[];
    try {
      results = await storage.commit({ lease: lease.lease, commits: batch.map(({ commit }) => commit) });
      // An engine that was suspended for longer than its lease must not continue, even if it could still write: another
      // engine may have done what follows. The suspension can also happen at this point.
      if (lease.isInDoubt) await lease.renew();
    } catch (error) {
      for (const { run } of batch) this.drop(run, errorOf(error));
      return;
    }
    batch.forEach((one, index) => {
      this.settle(one, results[index] ?? 'lost');
    });
  }

  private drop(run: OwnedRun, cause: Error | undefined): void {
    const { position } = run;
    if (position.status === 'gone') return;
    position.status = 'gone';
    position.onSettled?.(cause ? { error: cause } : 'lost');
    position.onSettled = undefined;
    this.parts.events.emit('lost', run, cause);
  }

  private settle({ run, commit, operation, then }: Pending, result: CommitResult): void {
    const { position } = run;
    const { lease, events } = this.parts;
    position.pending -= 1;
    position.onSettled?.(result);
    position.onSettled = undefined;
    if (position.status === 'gone') return;
    if (result === 'lost' || lease.isInDoubt) {
      this.drop(run, undefined);
      return;
    }
    if (result !== 'committed') {
      position.status = 'gone';
      events.emit('refused', run, { error: result.error, operation });
      return;
    }
    then();
    events.emit('committed', run);
    if (commit.release) events.emit('released', run);
  }
}
