import type { Place } from '../../flow';
import type { BatchProgress } from '../../step';
import { pathOf } from '../state/path';
import type { Phase } from '../state/phase';
import type { TaskState } from '../state/task';
import type { Frame, Token } from '../state/token';
import type { Ending } from '../state/unwinding';

/**
 * Asks for an operation to be performed. Its outcome returns as an input with the same `token` and `op`. The effect
 * does not change until then, except that {@link advanceDirect} makes it the next operation of the same token.
 */
export class ExecuteEffect {
  op: number;
  place: Place;
  visit: number;
  /** From 1. */
  attempt: number;
  /** The path, if it is already known. */
  knownPath: string | undefined = undefined;

  constructor(
    /**
     * The token that the operation belongs to. The token may have moved on: the operation is current only if their `op`
     * is equal.
     */
    readonly at: Token,
    readonly phase: Phase,
    public input: unknown,
    /** Data that the phase needs besides its input. */
    public given: unknown,
  ) {
    this.op = at.op;
    this.place = at.place;
    this.visit = at.visit;
    this.attempt = at.attempt;
  }

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

/** A permit to request or release: the queue with its limits, and the key. */
export interface PermitRequest {
  readonly queue: string;
  readonly key: string;
  /** Permits for each key. */
  readonly limit: number;
  /** Permits for all keys together. */
  readonly total: number | undefined;
}

/**
 * `task.open`: a task is open, either new or changed by the run itself. What people do with a task is not reported,
 * since the task service has acknowledged it already. `task.close`: the task is closed; its trail holds the reason.
 */
export interface TaskEffect {
  readonly type: 'task.open' | 'task.close';
  readonly token: number;
  readonly path: string;
  readonly node: string;
  /** Id of the task's place. */
  readonly place: string;
  readonly task: TaskState;
}

/** Everything that a transition asks its driver to do. */
export type Effect =
  | ExecuteEffect
  /** The outcome of the operation is no longer needed: abort its signal. */
  | { readonly type: 'release'; readonly token: number; readonly op: number }
  | { readonly type: 'timer.set'; readonly timer: number; readonly at: number }
  | { readonly type: 'timer.clear'; readonly timer: number }
  | TaskEffect
  /** Asks for a permit, which arrives as an input unless the request is released first. */
  | { readonly type: 'permit.request'; readonly token: number; readonly permit: PermitRequest }
  /** Reacquires at once, even over the limit, a permit that the run, or its original if it is a copy, held before. */
  | { readonly type: 'permit.take'; readonly token: number; readonly permit: PermitRequest }
  /** Releases the permit or withdraws the request for it. */
  | { readonly type: 'permit.release'; readonly token: number; readonly permit: PermitRequest }
  /** No further items of the source of an `each` are needed. */
  | { readonly type: 'items.close'; readonly token: number }
  /** An item of an `each` that reports its progress has ended. */
  | { readonly type: 'progress'; readonly node: string; readonly path: string; readonly progress: BatchProgress }
  /** The run has ended; no effect follows. */
  | { readonly type: 'end'; readonly ending: Ending };
