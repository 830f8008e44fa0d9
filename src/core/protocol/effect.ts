import type { Place } from '../../flow';
import type { BatchProgress } from '../../step';
import { pathOf } from '../state/path';
import type { Phase } from '../state/phase';
import type { TaskState } from '../state/task';
import type { Frame, Token } from '../state/token';
import type { Ending } from '../state/unwinding';

/**
 * Asks for an operation to be performed; its outcome comes back as a happening with the same `token` and `op`. It stays as
 * it is until then; only {@link shortcut} makes it the next operation of the same token.
 */
export class ExecuteEffect {
  constructor(
    /** The token that the operation belongs to. It goes on with its life: only its `op` tells whether it is at this still. */
    readonly at: Token,
    public op: number,
    readonly phase: Phase,
    public place: Place,
    public visit: number,
    /** From 1. */
    public attempt: number,
    public input: unknown,
    /** What the phase needs besides its input. */
    readonly given: unknown,
    /** The path, where it is known already. */
    public knownPath: string | undefined,
  ) {}

  get type(): 'execute' {
    return 'execute';
  }

  /** Id of the token. */
  get token(): number {
    return this.at.id;
  }

  get frame(): Frame {
    return this.at.frame;
  }

  get item(): number {
    return this.at.item;
  }

  get path(): string {
    return this.knownPath ?? pathOf(this);
  }
}

/** A slot that is asked for or given up: the line with its limits, and the key. */
export interface PermitRequest {
  readonly queue: string;
  readonly key: string;
  /** Slots of each key. */
  readonly limit: number;
  /** Slots of all keys together. */
  readonly total: number | undefined;
}

/**
 * `task.open`: a task is open, a new one or one that the run itself has changed. What people do with a task is not told back, since
 * whoever keeps the tasks has acknowledged it. `task.close`: it is open no longer; its trail says why.
 */
export interface TaskEffect {
  readonly type: 'task.open' | 'task.close';
  readonly token: number;
  readonly path: string;
  readonly node: string;
  /** Id of the place at which it is. */
  readonly place: string;
  readonly task: TaskState;
}

/** Everything that a transition asks its driver to do. */
export type Effect =
  | ExecuteEffect
  /** The outcome of the operation is not wanted any more: abort its signal. */
  | { readonly type: 'release'; readonly token: number; readonly op: number }
  | { readonly type: 'timer.set'; readonly timer: number; readonly at: number }
  | { readonly type: 'timer.clear'; readonly timer: number }
  | TaskEffect
  /** Asks for a slot, which comes as a happening; not for ever, if it is released before that. */
  | { readonly type: 'permit.request'; readonly token: number; readonly permit: PermitRequest }
  /** Takes back a slot that the run, or the one of which it is a copy, held before: at once, over the limit if need be. */
  | { readonly type: 'permit.take'; readonly token: number; readonly permit: PermitRequest }
  /** The slot, or the place in its line, is given up. */
  | { readonly type: 'permit.release'; readonly token: number; readonly permit: PermitRequest }
  /** The items of an `each` that gives them one after another are not wanted any more. */
  | { readonly type: 'items.close'; readonly token: number }
  /** An item of an `each` that tells of its progress has ended. */
  | { readonly type: 'progress'; readonly node: string; readonly path: string; readonly progress: BatchProgress }
  /** The run has ended; nothing follows. */
  | { readonly type: 'end'; readonly ending: Ending };
