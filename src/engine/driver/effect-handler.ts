import type { Effect, Ending, ExecuteEffect, PermitRequest, TaskEffect } from '../../core';

/** Every effect of a transition but the execution of an operation, which a driver starts itself. */
export type SideEffect = Exclude<Effect, ExecuteEffect>;

type ProgressEffect = Extract<Effect, { readonly type: 'progress' }>;

/** What an engine does for its runs besides executing operations: one method for each effect of the core. */
export interface EffectHandler<Run> {
  /** Releases an operation whose outcome is not wanted any more. */
  readonly release: (run: Run, op: number) => void;
  readonly setTimer: (run: Run, timer: number, at: number) => void;
  readonly clearTimer: (run: Run, timer: number) => void;
  /** Queues for a permit. It comes as the input `permit.granted`, unless it is released before. */
  readonly requestPermit: (run: Run, token: number, permit: PermitRequest) => void;
  /** Takes a permit at once, over the limit if need be. */
  readonly takePermit: (run: Run, token: number, permit: PermitRequest) => void;
  readonly releasePermit: (run: Run, token: number, permit: PermitRequest) => void;
  /** Opens a task, or replaces one that the run itself has changed. */
  readonly openTask: (run: Run, effect: TaskEffect) => void;
  readonly closeTask: (run: Run, effect: TaskEffect) => void;
  /** Closes the source that an `each` pulls its items from. */
  readonly closeItems: (run: Run, token: number) => void;
  readonly progress: (run: Run, effect: ProgressEffect) => void;
  /** Ends the run; nothing follows. */
  readonly end: (run: Run, ending: Ending) => void;
}

/** Calls the method that an effect asks for. */
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
