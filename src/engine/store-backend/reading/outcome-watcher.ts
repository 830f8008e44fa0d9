import { hasEnded } from '../../../core';
import { MillraceError } from '../../../errors';
import type { FlowRegistry } from '../../../execution/registry/flow-registry';
import type { Clock, ClockTimer } from '../../../step';
import type { RunKey, Storage, StoredRun } from '../../../storage/port';
import { type BodyCodec, changesOf, type Put } from '../../../storage/records';
import { Deferred, markHandled } from '../../handles/deferred';
import { outcomeOf, type RunSettlement, settleWith } from '../../handles/run-outcome';

/** The delay before a failed look is tried again, in ms. */
const RETRY_MS = 1000;

/** What an outcome watcher is made of. */
export interface OutcomeWatcherParts {
  readonly storage: Storage;
  readonly codec: BodyCodec;
  readonly clock: Clock;
  readonly registry: FlowRegistry;
  /** Whether a run is moved in this process: then it need not be looked for. */
  readonly isHere: (runId: string) => boolean;
}

/** Settles the promises of those who wait for runs to end, whichever engine moves the runs. */
export class OutcomeWatcher {
  private readonly waiting = new Map<string, Deferred>();
  /** Ids of runs whose end is waited for, by key. */
  private readonly keys = new Map<RunKey, string>();
  /** Runs that are being looked for, each with whether something has happened meanwhile, so that another look is due. */
  private readonly looking = new Map<string, boolean>();
  private timer: ClockTimer | undefined = undefined;
  private closed = false;

  constructor(private readonly parts: OutcomeWatcherParts) {}

  of(runId: string): Promise<unknown> {
    const known = this.waiting.get(runId);
    if (known) return known.promise;
    const deferred = new Deferred();
    this.waiting.set(runId, deferred);
    void markHandled(deferred.promise);
    if (!this.parts.isHere(runId)) void this.look(runId);
    this.schedule(this.parts.storage.pollMs);
    return deferred.promise;
  }

  /** Settles the outcome of a run that has ended in this process. */
  ended(runId: string, key: RunKey, outcome: RunSettlement): void {
    const deferred = this.waiting.get(runId);
    this.waiting.delete(runId);
    this.keys.delete(key);
    if (deferred) settleWith(deferred, outcome);
  }

  /** Takes note that a run was released: another engine may go on with it. */
  released(runId: string, key: RunKey, hasEnded: boolean): void {
    if (!this.waiting.has(runId)) return;
    this.keys.set(key, runId);
    // Its outcome may have been asked for while an operator's action was applied.
    if (hasEnded) void this.look(runId);
  }

  /** Takes note that some engine has committed a run. */
  committed(key: RunKey): void {
    const runId = this.keys.get(key);
    if (runId !== undefined) void this.look(runId);
  }

  /** Looks for all runs whose end is waited for. */
  lookAgain(): void {
    for (const runId of this.waiting.keys()) void this.look(runId);
  }

  close(error: MillraceError): void {
    this.closed = true;
    this.timer?.clear();
    for (const deferred of this.waiting.values()) deferred.reject(error);
    this.waiting.clear();
    this.keys.clear();
  }

  private schedule(delayMs: number | undefined): void {
    if (this.closed || this.timer || delayMs === undefined) return;
    this.timer = this.parts.clock.setTimer(delayMs, () => {
      this.timer = undefined;
      if (this.waiting.size === 0) return;
      // A storage that is slower than the poll is not asked for the same again and again: requests would pile up without end.
      for (const runId of this.waiting.keys())
        if (!this.parts.isHere(runId) && !this.looking.has(runId)) void this.look(runId);
      this.schedule(this.parts.storage.pollMs);
    });
  }

  /** Looks for a run, one look at a time. */
  private async look(runId: string): Promise<void> {
    if (this.looking.has(runId)) {
      this.looking.set(runId, true);
      return;
    }
    do {
      this.looking.set(runId, false);
      await this.lookOnce(runId);
    } while (this.looking.get(runId) && this.waiting.has(runId));
    this.looking.delete(runId);
  }

  private async lookOnce(runId: string): Promise<void> {
    let stored: StoredRun | undefined;
    try {
      const row = await this.parts.storage.find({ run: { id: runId } });
      if (row && !hasEnded(row.head.status)) {
        if (this.waiting.has(runId)) this.keys.set(row.key, runId);
        return;
      }
      if (row) this.keys.delete(row.key);
      stored = row && (await this.parts.storage.load({ run: { id: runId } }));
    } catch {
      // Whether the run has ended has nothing to do with whether the storage can be reached.
      this.schedule(RETRY_MS);
      return;
    }
    try {
      this.settle(runId, stored);
    } catch (error) {
      // What cannot be read now cannot be read later either.
      this.waiting.get(runId)?.reject(errorOf(error));
      this.waiting.delete(runId);
    }
  }

  private settle(runId: string, stored: StoredRun | undefined): void {
    const deferred = this.waiting.get(runId);
    if (!deferred) return;
    const run = stored && this.recordOf(stored);
    this.waiting.delete(runId);
    if (!stored || !run?.ending) {
      deferred.reject(new MillraceError('UNKNOWN_RUN', `there is no run "${runId}"`, { details: { runId } }));
      return;
    }
    const { ending, unwindingFailures: compensationFailures } = run;
    const { id, flow, version } = stored.origin;
    const exits = ending.status === 'completed' ? (this.parts.registry.exitsOf(flow, version) ?? 0) : 0;
    settleWith(deferred, outcomeOf({ id, flow, exits, compensationFailures }, ending));
  }

  private recordOf({ records, entries }: StoredRun): Extract<Put, { readonly type: 'run.put' }>['run'] | undefined {
    for (const { body } of [...entries].reverse()) {
      const latest = changesOf(this.parts.codec, body).findLast((change) => change.type === 'run.put');
      if (latest) return latest.run;
    }
    const record = records.find(({ name }) => name === 'run');
    const put = record && (this.parts.codec.decode(record.body) as Put);
    return put?.type === 'run.put' ? put.run : undefined;
  }
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
