import type { Effect, Ending, ExecuteEffect, PermitRequest, TaskEffect } from '../../core';

/** Every effect of a transition except the execution of an operation, which the driver starts itself. */
export type SideEffect = Exclude<Effect, ExecuteEffect>;

type ProgressEffect = Extract<Effect, { readonly type: 'progress' }>;

/** The handler of a run's side effects: one method for each effect of the core. */
export interface EffectHandler<Run> {
  /** Releases an operation whose outcome is no longer needed. */
  readonly release: (run: Run, op: number) => void;
  readonly setTimer: (run: Run, timer: number, at: number) => void;
  readonly clearTimer: (run: Run, timer: number) => void;
  /** Queues for a permit. The grant arrives as the input `permit.granted`, unless the permit is released first. */
  readonly requestPermit: (run: Run, token: number, permit: PermitRequest) => void;
  /** Takes a permit at once, even above the limit. */
  readonly takePermit: (run: Run, token: number, permit: PermitRequest) => void;
  readonly releasePermit: (run: Run, token: number, permit: PermitRequest) => void;
  /** Opens a task, or replaces one that its run has changed. */
  readonly openTask: (run: Run, effect: TaskEffect) => void;
  readonly closeTask: (run: Run, effect: TaskEffect) => void;
  /** Closes the source that an `each` pulls its items from. */
  readonly closeItems: (run: Run, token: number) => void;
  readonly progress: (run: Run, effect: ProgressEffect) => void;
  /** Ends the run. No further effects follow. */
  readonly end: (run: Run, ending: Ending) => void;
}

/** Calls the handler method for an effect. */
export function handleEffect<Run>(run: Run, effect: SideEffect, handler: EffectHandler<Run>): void {
  switch (effect.type) {
    case 'release':
      handler.release(run, effect.op);
      return;
    case 'timer.set':
      handler.setTimer(run, effect.timer, effect.at);
      return;
    case 'timer.clear':
      handler.clearTimer(run, effect.timer);
      return;
    case 'permit.request':
      handler.requestPermit(run, effect.token, effect.permit);
      return;
    case 'permit.take':
      handler.takePermit(run, effect.token, effect.permit);
      return;
    case 'permit.release':
      handler.releasePermit(run, effect.token, effect.permit);
      return;
    case 'task.open':
      handler.openTask(run, effect);
      return;
    case 'task.close':
      handler.closeTask(run, effect);
      return;
    case 'items.close':
      handler.closeItems(run, effect.token);
      return;
    case 'progress':
      handler.progress(run, effect);
      return;
    case 'end':
      handler.end(run, effect.ending);
  }
}
