import type { CoreInput, Ending, InputHead, PermitRequest, TaskEffect } from '../../core';
import { MillraceError } from '../../errors';
import { resourcesOf } from '../../execution';
import type { Clock } from '../../step';
import type { StreamHub } from '../streams/stream-hub';
import type { EffectHandler } from './effect-handler';
import type { LiveRun } from './live-run';
import { TimerQueue } from './timer-queue';

/** The queues in which runs and nodes of an engine wait for permits. */
export interface PermitQueues<Run> {
  readonly request: (run: Run, token: number, permit: PermitRequest, grant: () => void) => void;
  readonly take: (run: Run, token: number, permit: PermitRequest) => void;
  readonly release: (run: Run, token: number, permit: PermitRequest) => void;
}

/** The tasks that an engine keeps in memory. An engine over a storage has none: its journal writes them. */
export interface TaskKeeper<Run> {
  readonly onTaskEffect: (run: Run, effect: TaskEffect) => void;
}

/** The callbacks of {@link LocalEffects}. */
export interface LocalEffectsHost<Run> {
  readonly apply: (run: Run, input: CoreInput) => void;
  readonly now: () => InputHead;
  readonly onHookFailure: (run: Run, error: unknown) => void;
  readonly onEnd: (run: Run, ending: Ending) => void;
}

/** The dependencies of {@link LocalEffects}. */
export interface LocalEffectsParts<Run> {
  readonly clock: Clock;
  readonly host: LocalEffectsHost<Run>;
  readonly streams: StreamHub;
  /** Left out where a storage keeps the queues. */
  readonly queues?: PermitQueues<Run> | undefined;
  /** Left out where a storage keeps the tasks. */
  readonly tasks?: TaskKeeper<Run> | undefined;
}

/** Performs the effects of runs in this process: timers, permits, tasks, item sources and released attempts. */
export class LocalEffects<Run extends LiveRun> implements EffectHandler<Run> {
  private readonly timers: TimerQueue;
  private halted = false;

  constructor(private readonly parts: LocalEffectsParts<Run>) {
    this.timers = new TimerQueue(parts.clock);
  }

  /** Fires no further timers and grants no further permits. */
  halt(): void {
    this.halted = true;
    this.timers.clearAll();
  }

  release(run: Run, op: number): void {
    const releasable = run.resources?.releasable;
    const attempt = releasable?.get(op);
    releasable?.delete(op);
    attempt?.release(new MillraceError('ABORTED', `the operation is no longer needed in run ${run.id}`));
  }

  setTimer(run: Run, timer: number, at: number): void {
    if (this.halted) return;
    this.timers.set(timerKey(run, timer), at, () => {
      this.fire(run, timer);
    });
  }

  clearTimer(run: Run, timer: number): void {
    this.timers.clear(timerKey(run, timer));
  }

  /** Sets the timers of a loaded run and fires those that are due by `now`. */
  setTimersOf(run: Run, now: number): void {
    const timers = [...(run.state.details?.timers.values() ?? [])].sort((a, b) => a.at - b.at || a.id - b.id);
    for (const { id, at } of timers) {
      if (at <= now) this.fire(run, id);
      else if (run.state.details?.timers.has(id)) this.setTimer(run, id, at);
    }
  }

  requestPermit(run: Run, token: number, permit: PermitRequest): void {
    const { queues, host } = this.parts;
    queues?.request(run, token, permit, () => {
      if (!this.halted) host.apply(run, { type: 'permit.granted', ...host.now(), token });
    });
  }

  takePermit(run: Run, token: number, permit: PermitRequest): void {
    this.parts.queues?.take(run, token, permit);
  }

  releasePermit(run: Run, token: number, permit: PermitRequest): void {
    this.parts.queues?.release(run, token, permit);
  }

  openTask(run: Run, effect: TaskEffect): void {
    this.parts.tasks?.onTaskEffect(run, effect);
  }

  closeTask(run: Run, effect: TaskEffect): void {
    this.parts.tasks?.onTaskEffect(run, effect);
  }

  closeItems(run: Run, token: number): void {
    const sources = run.resources?.sources;
    const source = sources?.get(token);
    sources?.delete(token);
    source?.close().catch((error: unknown) => {
      this.parts.host.onHookFailure(run, error);
    });
  }

  progress(run: Run, { node, path, progress }: Parameters<EffectHandler<Run>['progress']>[1]): void {
    this.parts.streams.progress(run, node, path, progress);
  }

  end(run: Run, ending: Ending): void {
    this.closeSources(run);
    this.parts.host.onEnd(run, ending);
  }

  /** Releases everything that is in flight. */
  abort(run: Run, reason: Error): void {
    resourcesOf(run).abandoned = reason;
    for (const attempt of [...(run.resources?.releasable?.values() ?? [])]) attempt.release(reason);
    this.closeSources(run);
  }

  /** Drops the timers and sources of a run that continues elsewhere or later. */
  forget(run: Run): void {
    for (const { id } of run.state.details?.timers.values() ?? []) this.clearTimer(run, id);
    this.closeSources(run);
  }

  private fire(run: Run, timer: number): void {
    const { host } = this.parts;
    host.apply(run, { type: 'timer.fired', ...host.now(), timer });
  }

  private closeSources(run: Run): void {
    for (const token of run.resources?.sources?.keys() ?? []) this.closeItems(run, token);
  }
}

function timerKey(run: LiveRun, timer: number): string {
  return `${run.id} ${timer}`;
}
