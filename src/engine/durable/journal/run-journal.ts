import { type Effect, hasBegun, hasEnded } from '../../../core';
import { MillraceError } from '../../../errors';
import { soon } from '../../../execution/next-turn';
import type { Clock } from '../../../step';
import type { Checkpoint, Commit, CommitResult, SlotChange, Storage } from '../../../storage/port';
import { type BodyCodec, encodeEntry } from '../../../storage/records';
import { type LiveRun, liveExtra } from '../../driver/live-run';
import type { Journal } from '../../driver/run-driver';
import type { LeaseKeeper } from '../ownership/lease-keeper';
import type { StoredPart } from './journal-position';
import { earliestTimer, headOf, isBusy } from './run-head';
import { taskChanges } from './task-rows';

/** A run that waits for a timer that is this near, in ms, is kept. */
const NEAR_MS = 1000;
/** How many journal entries a run that is loaded has to make up for at most. */
const ENTRIES_PER_CHECKPOINT = 64;

/** What the journal tells the engine. */
export interface JournalListener {
  /** The run was given up as it was meant to be. */
  readonly onLetGo: (run: LiveRun) => void;
  /** Another engine has the run, or nobody knows what was written of it. */
  readonly onLost: (run: LiveRun, error: Error | undefined) => void;
  /** What has happened cannot be written, and never will be. */
  readonly onRefused: (run: LiveRun, refusal: Refusal) => void;
  readonly onCommitted: (run: LiveRun) => void;
  /** Whether the engine owns no other run. */
  readonly isAlone: () => boolean;
}

/** Why something that happened cannot be written. */
export interface Refusal {
  readonly error: Error;
  /** The operation whose outcome it was. */
  readonly operation: Written['operation'];
}

type Written = Parameters<Journal['write']>[1];

interface Pending {
  readonly run: LiveRun;
  readonly stored: StoredPart;
  readonly commit: Commit;
  readonly operation: Written['operation'];
  readonly then: () => void;
}

const CHANGES: ReadonlyMap<Effect['type'], SlotChange['change']> = new Map([
  ['slot.request', 'request'],
  ['slot.take', 'take'],
  ['slot.release', 'release'],
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

  /** Gives up a run in which nothing executes and of which nothing is being written. */
  letGoIfIdle(run: LiveRun): void {
    const stored = run.extra?.stored;
    if (stored?.status !== 'owned' || stored.pending > 0 || !this.mayLeave(run)) return;
    const commit: Commit = { run: stored.key, rev: stored.rev, head: headOf(run.state, this.codec), letGo: true };
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

  private commitOf(run: LiveRun, stored: StoredPart, { at, changes, events, effects }: Written): Commit {
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
    const slots = slotChanges(effects);
    if (stored.slot && (hasEnded(state.status) || hasLeftLine(run))) {
      slots.push({ ...stored.slot, token: 0, change: 'release' });
      stored.slot = undefined;
    }
    const { movedTo } = stored;
    stored.movedTo = undefined;
    const letGo = this.mayLeave(run);
    if (letGo) stored.status = 'leaving';
    return {
      run: stored.key,
      rev,
      head: headOf(state, this.codec),
      ...(entry && { entry }),
      ...(checkpoint && { checkpoint }),
      ...(consumed.length > 0 && { consumed }),
      ...(slots.length > 0 && { slots }),
      ...tasks,
      ...(movedTo && { movedTo }),
      ...(letGo && { letGo }),
    };
  }

  /** A run in which nothing executes needs no owner, unless it will go on in a moment. */
  private mayLeave({ state }: LiveRun): boolean {
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
    else soon(() => void this.flush());
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

  private drop(run: LiveRun, stored: StoredPart, error: Error | undefined): void {
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
    if (commit.letGo) this.listener.onLetGo(run);
  }
}

/** The run was moved onto a version whose runs do not wait for one another. Until it has begun, its slot is what begins it. */
function hasLeftLine({ program, state }: LiveRun): boolean {
  return !program.graph.root.line && hasBegun(state);
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function slotChanges(effects: readonly Effect[]): SlotChange[] {
  const changes: SlotChange[] = [];
  for (const effect of effects) {
    const change = CHANGES.get(effect.type);
    if (change && 'slot' in effect) changes.push({ ...effect.slot, token: effect.token, change });
  }
  return changes;
}
