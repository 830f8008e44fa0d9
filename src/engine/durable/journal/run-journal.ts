import { type Effect, hasBegun, hasEnded } from '../../../core';
import { MillraceError } from '../../../errors';
import { runSoon } from '../../../execution/next-turn';
import type { Clock } from '../../../step';
import type { Checkpoint, Commit, CommitResult, PermitChange, Storage } from '../../../storage/port';
import { type BodyCodec, encodeEntry } from '../../../storage/records';
import type { Journal } from '../../driver/journal';
import { type LiveRun, liveExtra } from '../../driver/live-run';
import type { LeaseKeeper } from '../ownership/lease-keeper';
import type { JournalPosition } from './journal-position';
import { earliestTimer, headOf, isBusy } from './run-head';
import { taskChanges } from './task-rows';

/** A run that waits for a timer that is this near, in ms, is kept. */
const NEAR_MS = 1000;
/** How many journal entries a run that is loaded has to make up for at most. */
const ENTRIES_PER_CHECKPOINT = 64;

/** What the journal tells the engine. */
export interface JournalListener {
  /** The run was given up as it was meant to be. */
  readonly onReleased: (run: LiveRun) => void;
  /** Another engine has the run, or nobody knows what was written of it. */
  readonly onLost: (run: LiveRun, error: Error | undefined) => void;
  /** What has happened cannot be written, and never will be. */
  readonly onRefused: (run: LiveRun, refusal: RefusedWrite) => void;
  readonly onCommitted: (run: LiveRun) => void;
  /** Whether the engine owns no other run. */
  readonly isAlone: () => boolean;
}

/** Why something that happened cannot be written. */
export interface RefusedWrite {
  readonly error: Error;
  /** The operation whose outcome it was. */
  readonly operation: Written['operation'];
}

type Written = Parameters<Journal['write']>[1];

interface Pending {
  readonly run: LiveRun;
  readonly stored: JournalPosition;
  readonly commit: Commit;
  readonly operation: Written['operation'];
  readonly then: () => void;
}

const CHANGES: ReadonlyMap<Effect['type'], PermitChange['change']> = new Map([
  ['permit.request', 'request'],
  ['permit.take', 'take'],
  ['permit.release', 'release'],
]);

/** Commits what happens to runs. What is ready in the same turn, or while another commit is on its way, shares a transaction. */
export class RunJournal implements Journal {
  private pending: Pending[] = [];
  private busy = false;
  /** Called when everything has been written. */
  private idle: (() => void) | undefined = undefined;

  constructor(
    private readonly storage: Storage,
    private readonly lease: LeaseKeeper,
    private readonly codec: BodyCodec,
    private readonly clock: Clock,
    private readonly listener: JournalListener,
  ) {}

  readonly write = (run: LiveRun, written: Written, then: () => void): void => {
    const stored = run.extra?.stored;
    if (stored?.status !== 'owned') return;
    if (written.changes.length === 0 && written.effects.length === 0 && stored.consumed.length === 0) return;
    const { operation } = written;
    let commit: Commit;
    try {
      commit = this.commitOf(run, stored, written);
    } catch (error) {
      stored.status = 'gone';
      this.listener.onRefused(run, { error: errorOf(error), operation });
      return;
    }
    this.pending.push({ run, stored, commit, operation, then });
    stored.pending += 1;
    this.schedule(run);
  };

  readonly mayBegin = (run: LiveRun): boolean => {
    const stored = run.extra?.stored;
    if (!stored || stored.status === 'gone') return false;
    if (!this.lease.isInDoubt) return true;
    this.drop(run, stored, undefined);
    return false;
  };

  /** Gives up a run in which nothing executes and of which nothing is being written. */
  releaseIfIdle(run: LiveRun): void {
    const stored = run.extra?.stored;
    if (stored?.status !== 'owned' || stored.pending > 0 || !this.mayRelease(run)) return;
    const commit: Commit = { run: stored.key, rev: stored.rev, head: headOf(run.state, this.codec), release: true };
    stored.rev += 1;
    stored.status = 'leaving';
    stored.pending += 1;
    this.pending.push({ run, stored, commit, operation: undefined, then: () => undefined });
    this.schedule(run);
  }

  /**
   * Resolves when the next commit of the run has been written.
   *
   * @throws {MillraceError} `RUN_BUSY` where another engine was quicker, or why it was not written
   */
  written(run: LiveRun): Promise<void> {
    const { stored } = liveExtra(run);
    if (!stored) return Promise.resolve();
    return new Promise((resolve, reject) => {
      stored.onSettled = (result) => {
        if (result === 'committed') resolve();
        else if (result === 'lost')
          reject(new MillraceError('RUN_BUSY', `another engine has taken run ${run.id} meanwhile; try again`));
        else reject(result.error);
      };
    });
  }

  /** Resolves when everything that was to be written has been. */
  settled(): Promise<void> {
    if (!this.busy && this.pending.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.idle = resolve;
    });
  }

  private commitOf(run: LiveRun, stored: JournalPosition, { at, changes, events, effects }: Written): Commit {
    const { state } = run;
    const tasks = taskChanges(this.codec, effects);
    if (tasks.closedTasks && stored.answers.size > 0) stored.spend(tasks.closedTasks);
    const consumed = stored.consumed;
    stored.consumed = [];
    const rev = stored.rev;
    stored.rev += 1;
    let entry: Commit['entry'];
    let checkpoint: Checkpoint | undefined;
    if (changes.length > 0) {
      stored.no += 1;
      entry = { no: stored.no, seq: state.seq, at, body: encodeEntry(this.codec, { changes, events }) };
      stored.dirty.note(changes);
      if (stored.no - stored.checkpoint >= ENTRIES_PER_CHECKPOINT) {
        checkpoint = stored.dirty.checkpoint(stored.no, this.codec.encode);
        stored.checkpoint = stored.no;
      }
    }
    const permits = permitChanges(effects);
    if (stored.permit && (hasEnded(state.status) || hasLeftQueue(run))) {
      permits.push({ ...stored.permit, token: 0, change: 'release' });
      stored.permit = undefined;
    }
    const { movedTo } = stored;
    stored.movedTo = undefined;
    const release = this.mayRelease(run);
    if (release) stored.status = 'leaving';
    return {
      run: stored.key,
      rev,
      head: headOf(state, this.codec),
      ...(entry && { entry }),
      ...(checkpoint && { checkpoint }),
      ...(consumed.length > 0 && { consumed }),
      ...(permits.length > 0 && { permits }),
      ...tasks,
      ...(movedTo && { movedTo }),
      ...(release && { release }),
    };
  }

  /** A run in which nothing executes needs no owner, unless it will go on in a moment. */
  private mayRelease({ state }: LiveRun): boolean {
    if (hasEnded(state.status)) return true;
    if (isBusy(state)) return false;
    const next = earliestTimer(state);
    return next === undefined || next - this.clock.now() > NEAR_MS;
  }

  /** Others may be ready in the same turn, unless there are none. */
  private schedule(run: LiveRun): void {
    if (this.busy) return;
    this.busy = true;
    if (run.state.busy <= 1 && this.listener.isAlone()) void this.flush();
    else runSoon(() => void this.flush());
  }

  private async flush(): Promise<void> {
    while (this.pending.length > 0) {
      const batch = this.pending.filter(({ stored }) => stored.status !== 'gone');
      this.pending = [];
      if (batch.length > 0) await this.commit(batch);
    }
    this.busy = false;
    this.idle?.();
    this.idle = undefined;
  }

  private async commit(batch: readonly Pending[]): Promise<void> {
    let results: readonly CommitResult[];
    try {
      results = await this.storage.commit({ lease: this.lease.lease, commits: batch.map(({ commit }) => commit) });
      // An engine that was asleep for longer than its lease must not go on, even if it could still write: what follows may have
      // been done by another. It may fall asleep here, too.
      if (this.lease.isInDoubt) await this.lease.renew();
    } catch (error) {
      for (const { run, stored } of batch) this.drop(run, stored, errorOf(error));
      return;
    }
    batch.forEach((one, index) => {
      this.settle(one, results[index] ?? 'lost');
    });
  }

  private drop(run: LiveRun, stored: JournalPosition, error: Error | undefined): void {
    if (stored.status === 'gone') return;
    stored.status = 'gone';
    stored.onSettled?.(error ? { error } : 'lost');
    stored.onSettled = undefined;
    this.listener.onLost(run, error);
  }

  private settle({ run, stored, commit, operation, then }: Pending, result: CommitResult): void {
    stored.pending -= 1;
    stored.onSettled?.(result);
    stored.onSettled = undefined;
    if (stored.status === 'gone') return;
    if (result === 'lost' || this.lease.isInDoubt) {
      this.drop(run, stored, undefined);
      return;
    }
    if (result !== 'committed') {
      stored.status = 'gone';
      this.listener.onRefused(run, { error: result.error, operation });
      return;
    }
    then();
    this.listener.onCommitted(run);
    if (commit.release) this.listener.onReleased(run);
  }
}

/** The run was moved onto a version whose runs do not wait for one another. Until it has begun, its slot is what begins it. */
function hasLeftQueue({ program, state }: LiveRun): boolean {
  return !program.graph.root.queue && hasBegun(state);
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function permitChanges(effects: readonly Effect[]): PermitChange[] {
  const changes: PermitChange[] = [];
  for (const effect of effects) {
    const change = CHANGES.get(effect.type);
    if (change && 'permit' in effect) changes.push({ ...effect.permit, token: effect.token, change });
  }
  return changes;
}
