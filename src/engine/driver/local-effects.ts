import type { CoreInput, PermitRequest } from '../../core';
import { MillraceError } from '../../errors';
import type { Clock } from '../../step';
import { ConcurrencyQueues } from '../../storage/adapter-kit';
import { type LiveRun, liveExtra } from './live-run';
import { TimerQueue } from './timer-queue';

/** What surrounds a run that happens to it. */
export interface LocalEffectsHost {
  readonly apply: (run: LiveRun, coreInput: CoreInput) => void;
  readonly now: () => { readonly at: number; readonly random: number };
  readonly reportHookFailure: (run: LiveRun, error: unknown) => void;
}

/** What runs have outside of their state: timers that are set, places in lines, sources of items, attempts to be released. */
export class LocalEffects {
  private readonly timers: TimerQueue;
  private readonly queues: ConcurrencyQueues | undefined;
  private halted = false;

  /** @param keepsLines whether lines are kept here, and not by a storage */
  constructor(
    private readonly clock: Clock,
    private readonly host: LocalEffectsHost,
    keepsLines: boolean,
  ) {
    this.timers = new TimerQueue(clock);
    this.queues = keepsLines ? new ConcurrencyQueues() : undefined;
  }

  /** Fires no further timers and grants no further slots. */
  halt(): void {
    this.halted = true;
    this.timers.clearAll();
  }

  setTimer(run: LiveRun, timer: number, at: number): void {
    if (this.halted) return;
    this.timers.set(keyOf(run, timer), at, () => {
      this.host.apply(run, { type: 'timer.fired', ...this.host.now(), timer });
    });
  }

  clearTimer(run: LiveRun, timer: number): void {
    this.timers.clear(keyOf(run, timer));
  }

  /** Sets the timers of a run that was loaded, and fires those that are due. */
  arm(run: LiveRun): void {
    const now = this.clock.now();
    const timers = [...(run.state.details?.timers.values() ?? [])].sort((a, b) => a.at - b.at || a.id - b.id);
    for (const { id, at } of timers) {
      if (at <= now) this.host.apply(run, { type: 'timer.fired', ...this.host.now(), timer: id });
      else if (run.state.details?.timers.has(id)) this.setTimer(run, id, at);
    }
  }

  /** Starts a run whose flow lets only so many at once, when it is its turn. */
  startWhenPermitted(run: LiveRun, start: () => void): void {
    const { queue } = run.graph.root;
    const key = run.extra?.concurrencyKey;
    if (!this.queues || !queue || key === undefined) start();
    else
      this.queues.request({ queue: queue.name, key, limit: queue.limit, total: queue.total }, keyOf(run, 0), () => {
        if (!this.halted) start();
      });
  }

  requestPermit(run: LiveRun, token: number, permit: PermitRequest): void {
    const grant = (): void => {
      if (!this.halted) this.host.apply(run, { type: 'permit.granted', ...this.host.now(), token });
    };
    // A flow that calls itself, say, need not wait for its own run.
    const { queue } = run.graph.root;
    if (this.queues && queue?.name === permit.queue && run.extra?.concurrencyKey === permit.key) grant();
    else this.queues?.request(permit, keyOf(run, token), grant);
  }

  takePermit(run: LiveRun, token: number, permit: PermitRequest): void {
    this.queues?.take(permit, keyOf(run, token));
  }

  releasePermit(run: LiveRun, token: number, permit: PermitRequest): void {
    this.queues?.release(permit, keyOf(run, token));
  }

  closeSource(run: LiveRun, token: number): void {
    const source = run.extra?.sources?.get(token);
    run.extra?.sources?.delete(token);
    source?.close().catch((error: unknown) => {
      this.host.reportHookFailure(run, error);
    });
  }

  /** The operation is not needed any more. */
  release(run: LiveRun, op: number): void {
    const releasable = run.extra?.releasable;
    const attempt = releasable?.get(op);
    releasable?.delete(op);
    attempt?.release(new MillraceError('ABORTED', `the operation is not needed any more in run ${run.id}`));
  }

  /** Releases everything that is in flight. */
  abort(run: LiveRun, reason: Error): void {
    liveExtra(run).abandoned = reason;
    for (const attempt of [...(run.extra?.releasable?.values() ?? [])]) attempt.release(reason);
    this.closeSources(run);
  }

  /** The run has ended. */
  end(run: LiveRun): void {
    const { queue } = run.graph.root;
    if (queue) this.queues?.release({ queue: queue.name }, keyOf(run, 0));
    this.closeSources(run);
  }

  /** The run goes on elsewhere or later: nothing of it is left here. */
  forget(run: LiveRun): void {
    for (const { id } of run.state.details?.timers.values() ?? []) this.clearTimer(run, id);
    this.closeSources(run);
  }

  private closeSources(run: LiveRun): void {
    for (const token of run.extra?.sources?.keys() ?? []) this.closeSource(run, token);
  }
}

/** What belongs to a part of a run; the run itself is number 0. */
function keyOf(run: LiveRun, part: number): string {
  return `${run.id} ${part}`;
}
