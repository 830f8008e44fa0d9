import type { FailureRecord } from '../../errors';
import type { BufferedSignal } from '../state/buffered-signal';
import type { Phase, TokenStatus } from '../state/phase';
import type { RunInfo, RunStatus } from '../state/run-info';
import type { StoreEntry } from '../state/shared-layer';
import type { CompletedForm, TaskState } from '../state/task';
import type { Timer } from '../state/timer';
import type { Arrival, ConcurrencyPermit } from '../state/token';
import type { Compensation, Ending, Unwinding } from '../state/unwinding';

/** The record of a run, without the fields that never change. */
export interface RunRecord {
  readonly status: RunStatus;
  readonly seq: number;
  readonly nextToken: number;
  readonly nextOp: number;
  readonly nextNo: number;
  readonly ending: Ending | undefined;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly unwindingFailures: readonly FailureRecord[];
}

/** The record of a token; frames and places are ids. */
export interface TokenRecord {
  readonly id: number;
  readonly frame: number;
  readonly item: number;
  readonly place: string;
  readonly visit: number;
  readonly op: number;
  readonly phase: Phase;
  readonly status: TokenStatus;
  readonly attempt: number;
  readonly since: number;
  readonly input: unknown;
  /** Node and action of the edge whose function has not been applied yet. */
  readonly via?: { readonly place: string; readonly action: string } | undefined;
  readonly prepared?: unknown;
  readonly result?: unknown;
  readonly failure?: FailureRecord | undefined;
  readonly recovery?: number | undefined;
  readonly lostWith?: readonly number[] | undefined;
  readonly timers?: readonly number[] | undefined;
  readonly task?: TaskState | undefined;
  readonly completion?: CompletedForm | undefined;
  readonly unwinding?: Unwinding | undefined;
  readonly permit?: ConcurrencyPermit | undefined;
  readonly exhausted?: boolean | undefined;
  readonly stale?: boolean | undefined;
}

/**
 * The record of an activation. The activation of the run itself has the id 0 and no token. `arrived` and `next` of a
 * join follow from its arrivals and its inner tokens and may be outdated here, so that an item does not rewrite the
 * list of all items.
 */
export interface FrameRecord {
  readonly id: number;
  readonly place: string;
  readonly scope: string;
  readonly outer: number | undefined;
  readonly item: number;
  readonly visit: number;
  readonly input: unknown;
  readonly arrived: number;
  readonly next: number;
}

/**
 * The changes of a transition, as puts and deletes of small keyed records. Folding all changes of a run yields its
 * state. `frame.delete` also deletes everything keyed by the frame.
 */
export type Change =
  /** Written once, at the start. */
  | { readonly type: 'info.put'; readonly info: RunInfo }
  | { readonly type: 'run.put'; readonly run: RunRecord }
  | { readonly type: 'token.put'; readonly token: TokenRecord }
  | { readonly type: 'token.delete'; readonly id: number }
  | { readonly type: 'frame.put'; readonly frame: FrameRecord }
  | { readonly type: 'frame.delete'; readonly id: number }
  | { readonly type: 'visit.put'; readonly frame: number; readonly node: number; readonly count: number }
  | { readonly type: 'output.put'; readonly frame: number; readonly outputKey: string; readonly value: unknown }
  | { readonly type: 'arrival.put'; readonly frame: number; readonly item: number; readonly arrival: Arrival }
  /** `frame` and `item` name the branch; frame 0 is the run itself. */
  | {
      readonly type: 'key.put';
      readonly frame: number;
      readonly item: number;
      readonly key: string;
      readonly entry: StoreEntry;
    }
  /** Deletes a key of the run's own store; a branch hides a key by a put. */
  | { readonly type: 'key.delete'; readonly frame: number; readonly item: number; readonly key: string }
  | { readonly type: 'timer.put'; readonly timer: Timer }
  | { readonly type: 'timer.delete'; readonly id: number }
  | { readonly type: 'signal.put'; readonly signal: BufferedSignal }
  | { readonly type: 'signal.delete'; readonly no: number }
  | { readonly type: 'compensation.put'; readonly compensation: Compensation }
  | { readonly type: 'compensation.delete'; readonly no: number };
