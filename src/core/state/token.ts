import type { FailureRecord } from '../../errors';
import type { Edge, Place } from '../../flow';
import type { Phase, TokenStatus } from './phase';
import type { SharedLayer } from './shared-layer';
import type { CompletedForm, TaskState } from './task';
import type { Unwinding } from './unwinding';

/** The outcome of a branch or an item; with the item if it is stored nowhere else. */
export type Arrival =
  | { readonly ok: true; readonly action: string; readonly value: unknown; readonly item?: unknown }
  | { readonly ok: false; readonly failure: FailureRecord; readonly item?: unknown };

/** A permit of a queue, requested or granted. */
export interface ConcurrencyPermit {
  /** Name of the queue. */
  readonly queue: string;
  readonly key: string;
  /** The state of the permit. `shared`: an outer token already holds it, so it is not counted again. */
  readonly state: 'queued' | 'held' | 'shared';
}

/** The additional state of a join's activation. */
export interface Join {
  /** Its inner tokens, by branch or item. */
  readonly tokens: (Token | undefined)[];
  /** The outcomes of its branches and items. */
  readonly arrivals: (Arrival | undefined)[];
  arrived: number;
  failed: number;
}

/**
 * One activation of a composite: a flow with its visits and kept outputs, a join with its arrivals, or the round of a
 * `repeat`. Its identity (place, item, visit, outer frame) never changes, so its path can be computed at any time.
 */
export class Frame {
  /** The inner token, if there is no join. */
  inner: Token | undefined = undefined;
  join: Join | undefined = undefined;
  /** Of a flow: visits by the number of the node. */
  visits: number[] | undefined = undefined;
  /** Of a flow: outputs that some `from` names, by output key. */
  outputs: Map<string, unknown> | undefined = undefined;
  /** Of `each`: the next item. Of `repeat`: the round. Of `pipe`: the part. */
  next = 0;
  /** Of a join: the writes of each branch to the shared store. Of an isolated flow: its own, at 0. */
  layers: Map<number, SharedLayer> | undefined = undefined;
  /** Number of the visit that opened it. A redrive may give the token another number, but not the open frame. */
  visit: number;

  constructor(
    /** The token that stands on the composite; `undefined` for the run itself. */
    readonly token: Token | undefined,
    /** The composite. Only a migration changes it. */
    public place: Place,
    /** The place whose children are inside: the composite itself or, for a reference, the flow that it calls. */
    public scope: Place,
    readonly input: unknown,
  ) {
    this.visit = token === undefined ? 1 : token.visit;
  }

  /** Id of the token that stands on the composite; 0 for the run itself. */
  get id(): number {
    return this.token?.id ?? 0;
  }

  get outer(): Frame | undefined {
    return this.token?.frame;
  }

  get item(): number {
    return this.token?.item ?? 0;
  }

  /** Turns the activation into that of a join. */
  open(branches: number): Join {
    this.join = {
      tokens: new Array<undefined>(branches),
      arrivals: new Array<undefined>(branches),
      arrived: 0,
      failed: 0,
    };
    return this.join;
  }

  put(token: Token): void {
    if (this.join) this.join.tokens[token.item] = token;
    else this.inner = token;
  }

  drop(token: Token): void {
    if (this.join) this.join.tokens[token.item] = undefined;
    else if (this.inner === token) this.inner = undefined;
  }
}

/** The details that only few tokens have. */
export interface TokenDetails {
  /** The edge whose function has not been applied to the input yet. */
  via?: Edge | undefined;
  /** The result of a phased step's `prepare`. */
  prepared?: unknown;
  /** The result of a phased step's `execute`. */
  result?: unknown;
  /** The failure that a fallback receives, or with which the run failed. */
  failure?: FailureRecord | undefined;
  /** The number of times that the process is presumed to have died while the operation was in flight. */
  recovery?: number | undefined;
  /** The leases of the latest of these presumed deaths. */
  lostWith?: readonly number[] | undefined;
  timers?: number[];
  task?: TaskState | undefined;
  completion?: CompletedForm | undefined;
  unwinding?: Unwinding | undefined;
  permit?: ConcurrencyPermit | undefined;
  /** Of an `each`: whether the source of its items is exhausted. */
  exhausted?: boolean | undefined;
  /** Of a join: whether a branch has settled since the verdict in flight was requested. */
  stale?: boolean | undefined;
}

/**
 * A point of control. A flow has one token, which moves from node to node; each branch and item has one of its own. A
 * token on a composite holds the frame inside.
 */
export class Token {
  visit = 1;
  input: unknown = undefined;
  /** Number of the operation in flight; an outcome of any other is late. */
  op = 0;
  phase: Phase = 'execute';
  status: TokenStatus = 'ready';
  attempt = 0;
  /** Of a wait: the lower, the longer it has been waiting. */
  since = 0;
  inner: Frame | undefined = undefined;
  details: TokenDetails | undefined = undefined;

  constructor(
    readonly id: number,
    /** The activation around the token. */
    readonly frame: Frame,
    /** Number of the branch or item in that activation. */
    readonly item: number,
    public place: Place,
  ) {}
}

export function detailsOf(token: Token): TokenDetails {
  token.details ??= {};
  return token.details;
}
