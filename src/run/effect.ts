import type { Place } from '../flow';
import type { TaskRequest } from '../step';
import { pathOf } from './path';
import type { Phase } from './phase';
import type { Frame } from './token';
import type { Ending } from './unwinding';

/** Asks for an operation to be performed; its outcome comes back as a happening with the same `token` and `op`. */
export class ExecuteEffect {
  readonly type = 'execute';

  constructor(
    readonly token: number,
    readonly op: number,
    readonly phase: Phase,
    readonly place: Place,
    readonly frame: Frame,
    readonly item: number,
    readonly visit: number,
    /** From 1. */
    readonly attempt: number,
    readonly input: unknown,
    /** What the phase needs besides: see {@link Given}. */
    readonly given: unknown,
    private fixedPath?: string,
  ) {}

  /** The path of the operation. Built when it is first read. */
  get path(): string {
    this.fixedPath ??= pathOf(this);
    return this.fixedPath;
  }
}

/** Everything that a transition asks its driver to do. */
export type Effect =
  | ExecuteEffect
  /** The outcome of the operation is not wanted any more: abort its signal. */
  | { readonly type: 'release'; readonly token: number; readonly op: number }
  | { readonly type: 'timer.set'; readonly timer: number; readonly at: number }
  | { readonly type: 'timer.clear'; readonly timer: number }
  | {
      readonly type: 'task.open';
      readonly token: number;
      readonly path: string;
      readonly node: string;
      readonly request: TaskRequest;
    }
  | { readonly type: 'task.close'; readonly token: number; readonly path: string }
  /** The run has ended; nothing follows. */
  | { readonly type: 'end'; readonly ending: Ending };
