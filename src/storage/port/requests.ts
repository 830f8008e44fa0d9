import type { RunStatus } from '../../core';
import type { Body, RunKey } from './stored-run';
import type { TaskChange } from './task-row';

/** The right of one engine to move the runs that it owns. Numbers are never used again. */
export interface Lease {
  readonly id: number;
}

/** The address of a run: its id, or its flow and idempotency key. */
export type RunAddress = { readonly id: string } | { readonly flow: string; readonly idempotencyKey: string };

/** The outcome of a start: a new run, or the one that the same idempotency key has started before. */
export interface Created {
  readonly key: RunKey;
  readonly id: string;
  /** `exists`: started before with the same input. `conflict`: with another. `taken`: the id belongs to another run. */
  readonly result: 'created' | 'exists' | 'conflict' | 'taken';
  /** Whether it is a new run that the given lease owns. */
  readonly owned: boolean;
}

/** The outcome of a start, or the error that kept this one alone from being written. */
export type CreateResult = Created | { readonly error: Error };

/** A message for a run. */
export interface SendRequest {
  readonly to: RunAddress;
  /** Epoch ms. A run that nobody owns has something to do since then. */
  readonly at: number;
  readonly body: Body;
  /** A repetition with the same key and digest has no second effect. */
  readonly idempotencyKey?: string;
  readonly digest?: string;
  /** The open task that it is about, which is changed with it. */
  readonly task?: TaskChange;
}

/**
 * The outcome of a {@link SendRequest}. All but `posted` and `repeated` have changed nothing. `stale`: the task that it is about is
 * not open, takes nothing more, or was changed since it was read.
 */
export interface SendResult {
  readonly result: 'posted' | 'repeated' | 'conflict' | 'unknown' | 'ended' | 'stale';
  /** The run, where there is one. */
  readonly run?: { readonly key: RunKey; readonly id: string; readonly status: RunStatus };
}

/**
 * A report of a change to engines of the same storage, after the change was written, as far as the storage can. Missing one costs
 * time, not correctness.
 */
export type Notice =
  /** A run that nobody owns has something to do. */
  | { readonly type: 'due' }
  /** Something was sent to a run that an engine owns, or it got a permit. */
  | { readonly type: 'posted'; readonly run: RunKey }
  | { readonly type: 'committed'; readonly run: RunKey };
