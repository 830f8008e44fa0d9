import type { RunStatus } from '../../core';
import type { Body, RunKey } from './stored-run';
import type { TaskChange } from './task-row';

/** The right of one engine to execute the runs that it owns. Its number is never reused. */
export interface Lease {
  readonly id: number;
}

/** A lease that has not ended, as other engines see it. */
export interface OpenLease extends Lease {
  /** The id of the engine. */
  readonly engine: string;
  /** Another number after each renewal. */
  readonly renewal: number;
  /** The time of the latest renewal by the clock of its engine, in epoch ms. */
  readonly renewedAt: number;
  /** The time for which each renewal is good. Omitted if version 0.1.0 wrote it; `renewedAt` is then when it expires. */
  readonly ttlMs?: number | undefined;
}

/** The losses of busy runs that nobody owns. */
export interface Losses {
  /** For each run of the request: the lease that ended while it owned the run; none if the run was released since. */
  readonly lostWith: readonly (number | undefined)[];
  /** The ended leases whose engines were alive: the latest 1,000 at least. */
  readonly returned: readonly number[];
}

/** The address of a run: its id, or its flow and idempotency key. */
export type RunAddress = { readonly id: string } | { readonly flow: string; readonly idempotencyKey: string };

/** The result of a start: a new run, or the one that the same idempotency key has already started. */
export interface Created {
  readonly key: RunKey;
  readonly id: string;
  /**
   * `exists`: already started with the same idempotency key. `taken`: the id belongs to another run.
   */
  readonly result: 'created' | 'exists' | 'taken';
  /** With `exists`: the digest with which the run was created, by which the engine tells whether the input is the same. */
  readonly digest?: string | undefined;
  /** Whether it is a new run that the lease of the request owns. */
  readonly owned: boolean;
}

/** The result of a start, or the error that prevented this run alone from being written. */
export type CreateResult = Created | { readonly error: Error };

/** A message for a run. */
export interface SendRequest {
  readonly to: RunAddress;
  /** Epoch ms. An unowned run becomes due at this time. */
  readonly at: number;
  readonly body: Body;
  /** Repeating a request with the same key has no effect. */
  readonly idempotencyKey?: string;
  /** A digest of what is sent, set together with the key and kept as long. */
  readonly digest?: string;
  /** The open task that the message is about, which is changed together with it. */
  readonly task?: TaskChange;
}

/**
 * The result of a {@link SendRequest}. All results but `posted` have changed nothing. `stale`: the task
 * of the message is not open, accepts no more actions, or was changed since it was read.
 */
export interface SendResult {
  readonly result: 'posted' | 'repeated' | 'unknown' | 'ended' | 'stale';
  /** With `repeated`: the digest of the first request, by which the engine tells whether the message is the same. */
  readonly digest?: string | undefined;
  /** The run, if there is one. */
  readonly run?: { readonly key: RunKey; readonly id: string; readonly status: RunStatus };
}

/**
 * A notice to the engines of a storage that a change was written. Delivery is best effort: a missed notice costs time,
 * not correctness.
 */
export type Notice =
  /** An unowned run is due. */
  | { readonly type: 'due' }
  /** An owned run has a new message or permit. */
  | { readonly type: 'posted'; readonly run: RunKey }
  | { readonly type: 'committed'; readonly run: RunKey };
