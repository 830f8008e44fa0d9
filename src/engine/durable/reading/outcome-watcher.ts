import { type Ending, hasEnded } from '../../../core';
import { MillraceError, RunCancelledError, RunFailedError } from '../../../errors';
import type { FlowRegistry } from '../../../execution/registry/flow-registry';
import type { Clock, ClockTimer } from '../../../step';
import type { RunKey, Storage, StoredRun } from '../../../storage/port';
import { type BodyCodec, changesOf, type Put } from '../../../storage/records';
import { type LiveRun, liveExtra } from '../../driver/live-run';
import { Deferred, markHandled } from '../../handles/deferred';
import { settledOutcome } from '../../handles/run-outcome';

/** After how many ms looking is tried again that has failed. */
const RETRY_MS = 1000;

/** Tells how runs ended, to those who wait for it, whichever engine runs them. */
export class OutcomeWatcher {
  private readonly waiting = new Map<string, Deferred>();
  /** Ids of runs whose end is waited for, by key. */
  private readonly keys = new Map<RunKey, string>();
  /** Runs that are being looked for, each with whether something has happened meanwhile, so that another look is due. */
  private readonly looking = new Map<string, boolean>();
  private timer: ClockTimer | undefined = undefined;
  private closed = false;

  constructor(
    private readonly storage: Storage,
    private readonly codec: BodyCodec,
    private readonly clock: Clock,
    private readonly registry: FlowRegistry,
    /** Whether a run is in this engine's hands: then it need not be looked for. */
    private readonly isHere: (runId: string) => boolean,
  ) {}

  of(runId: string): Promise<unknown> {
    const known = this.waiting.get(runId);
    if (known) return known.promise;
    const settlement = new Deferred();
    this.waiting.set(runId, settlement);
    void markHandled(settlement.promise);
    if (!this.isHere(runId)) void this.look(runId);
    this.schedule(this.storage.pollMs);
    return settlement.promise;
  }

  /** A run has ended in this process. */
  ended(run: LiveRun, ending: Ending): void {
    const settlement = this.waiting.get(run.id);
    this.waiting.delete(run.id);
    const { stored } = liveExtra(run);
    if (stored) this.keys.delete(stored.key);
    if (settlement)
      settledOutcome(run, ending).then(settlement.resolve, (error: unknown) => {
        settlement.reject(errorOf(error));
      });
  }

  /** A run was given up; another engine may go on with it. */
  left({ id, extra, state }: LiveRun): void {
    if (!extra?.stored || !this.waiting.has(id)) return;
    this.keys.set(extra.stored.key, id);
    // Somebody may have begun to wait while an operator had it in hand.
    if (hasEnded(state.status)) void this.look(id);
  }

  /** Some engine has committed a run. */
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
    for (const settlement of this.waiting.values()) settlement.reject(error);
    this.waiting.clear();
    this.keys.clear();
  }

  private schedule(delayMs: number | undefined): void {
    if (this.closed || this.timer || delayMs === undefined) return;
    this.timer = this.clock.setTimer(delayMs, () => {
      this.timer = undefined;
      if (this.waiting.size === 0) return;
      // A storage that is slower than the poll is not asked for the same again and again: requests would pile up without end.
      for (const runId of this.waiting.keys())
        if (!this.isHere(runId) && !this.looking.has(runId)) void this.look(runId);
      this.schedule(this.storage.pollMs);
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
      const row = await this.storage.find({ run: { id: runId } });
      if (row && !hasEnded(row.head.status)) {
        if (this.waiting.has(runId)) this.keys.set(row.key, runId);
        return;
      }
      if (row) this.keys.delete(row.key);
      stored = row && (await this.storage.load({ run: { id: runId } }));
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
    const settlement = this.waiting.get(runId);
    if (!settlement) return;
    const run = stored && this.recordOf(stored);
    this.waiting.delete(runId);
    if (!stored || !run?.ending) {
      settlement.reject(new MillraceError('UNKNOWN_RUN', `there is no run "${runId}"`, { details: { runId } }));
      return;
    }
    const { ending, unwindingFailures: compensationFailures } = run;
    const { id, flow, version } = stored.origin;
    const ended = { id, flow, compensationFailures };
    switch (ending.status) {
      case 'completed': {
        const { action, value } = ending;
        settlement.resolve(this.registry.exitsOf(flow, version) === 1 ? value : { action, value });
        return;
      }
      case 'failed':
        settlement.reject(new RunFailedError(ended, ending.failure));
        return;
      case 'cancelled':
        settlement.reject(new RunCancelledError(ended, ending.reason));
    }
  }

  private recordOf({ records, entries }: StoredRun): Extract<Put, { readonly type: 'run.put' }>['run'] | undefined {
    for (const { body } of [...entries].reverse()) {
      const latest = changesOf(this.codec, body).findLast((change) => change.type === 'run.put');
      if (latest) return latest.run;
    }
    const record = records.find(({ name }) => name === 'run');
    const put = record && (this.codec.decode(record.body) as Put);
    return put?.type === 'run.put' ? put.run : undefined;
  }
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
