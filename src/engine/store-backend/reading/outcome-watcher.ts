import { hasEnded, type RunRecord } from '../../../core';
import { errorOf, type MillraceError } from '../../../errors';
import type { FlowRegistry } from '../../../execution';
import type { Clock, ClockTimer } from '../../../step';
import type { RunKey, Storage, StoredRun } from '../../../storage/port';
import { type BodyReader, changesOf } from '../../../storage/records';
import type { ProcessHold } from '../../driver/process-hold';
import { Deferred, markHandled } from '../../handles/deferred';
import { outcomeOf, type RunSettlement, settleWith } from '../../handles/run-outcome';
import { unknownRun } from '../../requests/unknown-run';
import { endingOf } from '../journal/run-head';
import { changeOf } from '../loading/load-state';
import { AwaitedKeys } from './awaited-keys';

/** The delay before a failed check is repeated, in ms. */
const RETRY_MS = 1000;

/** The dependencies of an {@link OutcomeWatcher}. */
export interface OutcomeWatcherParts {
  readonly storage: Storage;
  readonly reader: BodyReader;
  readonly clock: Clock;
  readonly registry: FlowRegistry;
  /** Returns whether a run is executed in this process: its outcome is reported then, and needs no check. */
  readonly isHere: (runId: string) => boolean;
  readonly hold: ProcessHold;
}

/** Settles the outcome promises of runs, whichever engine executes the runs. */
export class OutcomeWatcher {
  private readonly waiting = new Map<string, Deferred>();
  private readonly keys = new AwaitedKeys();
  /** The runs being checked, each with whether the check has to be repeated because of a later notification. */
  private readonly checking = new Map<string, boolean>();
  private timer: ClockTimer | undefined = undefined;
  private closed = false;

  constructor(private readonly parts: OutcomeWatcherParts) {}

  of(runId: string): Promise<unknown> {
    const known = this.waiting.get(runId);
    if (known) return known.promise;
    const deferred = new Deferred();
    this.waiting.set(runId, deferred);
    this.parts.hold.acquire();
    void markHandled(deferred.promise);
    if (!this.parts.isHere(runId)) void this.check(runId);
    this.schedule(this.parts.storage.pollMs);
    return deferred.promise;
  }

  /** Settles the outcome of a run that has ended in this process. */
  ended(runId: string, outcome: RunSettlement): void {
    const deferred = this.take(runId);
    if (deferred) settleWith(deferred, outcome);
  }

  /** Handles the release of a run: another engine may continue it. */
  released(runId: string, key: RunKey, hasEnded: boolean): void {
    if (!this.waiting.has(runId)) return;
    this.keys.note(runId, key);
    // Its outcome may have been requested while an administrative action was applied.
    if (hasEnded) void this.check(runId);
  }

  /** Checks a run after another engine has committed it. */
  committed(key: RunKey): void {
    const runId = this.keys.changed(key);
    if (runId !== undefined) void this.check(runId);
  }

  /** Checks all awaited runs. */
  checkAll(): void {
    for (const runId of this.waiting.keys()) void this.check(runId);
  }

  close(error: MillraceError): void {
    this.closed = true;
    this.timer?.clear();
    for (const deferred of this.waiting.values()) deferred.reject(error);
    this.waiting.clear();
    this.keys.clear();
  }

  /** Removes and returns the promise of a run, if its outcome is awaited. */
  private take(runId: string): Deferred | undefined {
    const deferred = this.waiting.get(runId);
    this.keys.forget(runId);
    if (this.waiting.delete(runId)) this.parts.hold.release();
    return deferred;
  }

  private schedule(delayMs: number | undefined): void {
    if (this.closed || this.timer || delayMs === undefined) return;
    this.timer = this.parts.clock.setTimer(delayMs, () => {
      this.timer = undefined;
      if (this.waiting.size === 0) return;
      // Skip runs whose check is still in flight: with a storage slower than the poll interval, requests would pile up.
      for (const runId of this.waiting.keys())
        if (!this.parts.isHere(runId) && !this.checking.has(runId)) void this.check(runId);
      this.schedule(this.parts.storage.pollMs);
    });
  }

  /** Checks whether a run has ended, one check at a time. */
  private async check(runId: string): Promise<void> {
    if (this.checking.has(runId)) {
      this.checking.set(runId, true);
      return;
    }
    do {
      this.checking.set(runId, false);
      await this.checkOnce(runId);
    } while (this.checking.get(runId) && this.waiting.has(runId));
    this.checking.delete(runId);
  }

  private async checkOnce(runId: string): Promise<void> {
    let stored: StoredRun | undefined;
    try {
      const hasChanged = this.keys.beginReading(runId);
      const row = await this.parts.storage.find({ run: { id: runId } });
      if (row && !hasEnded(row.head.status)) {
        if (this.waiting.has(runId) && hasChanged(row.key)) this.checking.set(runId, true);
        return;
      }
      stored = row && (await this.parts.storage.load({ run: { id: runId } }));
    } catch {
      // An unreachable storage says nothing about the outcome of the run: try again later.
      this.schedule(RETRY_MS);
      return;
    }
    try {
      this.settle(runId, stored);
    } catch (error) {
      // A record that cannot be decoded now cannot be decoded later either.
      this.take(runId)?.reject(errorOf(error));
    }
  }

  private settle(runId: string, stored: StoredRun | undefined): void {
    const run = stored && this.settledRunOf(stored);
    const deferred = this.take(runId);
    if (!deferred) return;
    if (!stored || !run?.ending) {
      deferred.reject(unknownRun(runId));
      return;
    }
    const { ending, unwindingFailures: compensationFailures } = run;
    const { id, flow, version } = stored.origin;
    const kept = ending.status === 'completed' ? ending.exits : 0;
    const exits = kept ?? this.parts.registry.exitsOf(flow, version) ?? 0;
    settleWith(deferred, outcomeOf({ id, flow, exits, compensationFailures }, ending));
  }

  /** Returns the ending of a stored run. One that could not be read, or be written, has none in its records. */
  private settledRunOf(stored: StoredRun): Pick<RunRecord, 'ending' | 'unwindingFailures'> | undefined {
    const { failure } = endingOf(this.parts.reader, stored);
    const record = failure?.code === 'UNREADABLE' ? undefined : this.recordOf(stored);
    if (record?.ending || !failure) return record;
    return { ending: { status: 'failed', failure, path: undefined }, unwindingFailures: [] };
  }

  private recordOf({ origin, records, entries }: StoredRun): RunRecord | undefined {
    for (const entry of [...entries].reverse()) {
      const latest = changesOf(this.parts.reader, entry, origin.id).findLast((change) => change.type === 'run.put');
      if (latest) return latest.run;
    }
    const record = records.find(({ name }) => name === 'run');
    const put = record && changeOf(this.parts.reader, record, origin.id);
    return put?.type === 'run.put' ? put.run : undefined;
  }
}
