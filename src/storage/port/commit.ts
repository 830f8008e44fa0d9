import type { PermitRequest } from '../../core';
import type { FlowStructure, JournalEntry, RunHead, RunKey, StoredRecord } from './stored-run';
import type { TaskRow } from './task-row';

/** The changes of a run's records since the last checkpoint, in the form in which they are loaded. */
export interface Checkpoint {
  /** Number of the last journal entry that the records include after these changes. */
  readonly through: number;
  readonly puts: readonly StoredRecord[];
  readonly deletes: readonly string[];
  /** Prefixes of record names. Every record with such a name is deleted before any record is put. */
  readonly deletesUnder: readonly string[];
}

/** A permit that a run holds, or its place in the queue for one. The token distinguishes the permits of one run. */
export interface PermitHolding extends Pick<PermitRequest, 'queue'> {
  readonly token: number;
}

/**
 * A change of the permits of a run. The token distinguishes the permits of one run; requesting a permit that the run
 * already holds or waits for has no effect. A queue is first in, first out for each key, and the keys take turns if
 * `total` limits them together. A run whose request is granted receives a message. A token that releases its permit, or
 * leaves the queue, receives none.
 */
export type PermitChange = PermitRequestChange | (PermitHolding & { readonly change: 'release' });

/** A request for a permit. */
export interface PermitRequestChange extends PermitRequest, PermitHolding {
  /**
   * `take`: acquires the permit immediately and without a message, above the limit if necessary, as a redriven run
   * does.
   */
  readonly change: 'request' | 'take';
}

/** One step of one run, which is written atomically. */
export interface Commit {
  readonly run: RunKey;
  /** The number of earlier commits of the run. With any other number the commit is `lost`. */
  readonly rev: number;
  readonly head: RunHead;
  /** Omitted if only the head changes. */
  readonly entry?: JournalEntry;
  readonly checkpoint?: Checkpoint;
  /** Numbers of the messages that were consumed. */
  readonly consumed?: readonly number[];
  /** Tasks that are opened, or changed other than by a message about them. */
  readonly openTasks?: readonly TaskRow[];
  /** Tokens whose tasks are closed, before any are opened. */
  readonly closedTasks?: readonly number[];
  readonly permits?: readonly PermitChange[];
  /** The new flow and version of a migrated run. */
  readonly movedTo?: FlowStructure;
  /**
   * Whether the lease releases the run because nothing executes. A message that arrived in the meantime keeps the run
   * due.
   */
  readonly release?: boolean;
}

/**
 * The result of a commit: `committed`; `lost`, if the run has another revision or owner, or if the commit reopens or
 * closes a task about which it does not consume every message; or the error that prevented this commit from being
 * written, such as a value that is too long. Other commits of the same request are not affected.
 */
export type CommitResult = 'committed' | 'lost' | { readonly error: Error };
