import type { FailureRecord } from '../errors';
import type { Edge, Place } from '../flow';
import type { Frame } from './frame';
import type { Phase, TokenStatus } from './phase';
import type { Task, TaskCompletion } from './task';
import type { Unwinding } from './unwinding';

/** What only few tokens carry. */
export interface TokenExtra {
  /** The edge whose function has still to be applied to the input. */
  via?: Edge | undefined;
  /** What a phased step prepared. */
  prepared?: unknown;
  /** What a phased step's `execute` gave. */
  result?: unknown;
  /** The failure that a fallback looks at, or that ended the run. */
  failure?: FailureRecord | undefined;
  /** How often the process died while the operation was in flight. */
  recovery?: number | undefined;
  timers?: number[];
  task?: Task | undefined;
  completion?: TaskCompletion | undefined;
  unwinding?: Unwinding | undefined;
  /** Of a join: a branch has settled since the verdict that is in flight was asked for. */
  stale?: boolean | undefined;
}

/**
 * Where control is. A flow has one token, which moves from node to node; each branch and item has one of its own. A
 * token that stands on a composite holds the frame inside.
 */
export class Token {
  /** Number of the operation in flight; an outcome of any other is late. */
  op = 0;
  phase: Phase = 'execute';
  status: TokenStatus = 'ready';
  attempt = 0;
  inner: Frame | undefined = undefined;
  extra: TokenExtra | undefined = undefined;

  constructor(
    readonly id: number,
    /** The activation that the token is in. */
    readonly frame: Frame,
    /** Number of the branch or item in that activation. */
    readonly item: number,
    public place: Place,
    public visit: number,
    public input: unknown,
  ) {}
}

export function extraOf(token: Token): TokenExtra {
  token.extra ??= {};
  return token.extra;
}
