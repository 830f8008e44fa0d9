import type { PermitRequest } from '../../core';
import type { FlowStructure, JournalEntry, RunHead, RunKey, StoredRecord } from './stored-run';
import type { TaskRow } from './task-row';

/** Changes of a run's records: everything journaled since the last checkpoint, in the form in which it is read again. */
export interface Checkpoint {
  /** Number of the journal entry up to which the records are afterwards. */
  readonly through: number;
  readonly puts: readonly StoredRecord[];
  readonly deletes: readonly string[];
  /** Every record whose name begins so is deleted, before anything is put. */
  readonly deletesUnder: readonly string[];
}

/**
 * A change of the permits of a run. The token tells the permits of one run apart; requesting one again that the run holds or waits for
 * changes nothing. A queue is first in, first out for each key, and the keys take turns where `total` limits them together. A run
 * whose request is granted gets a message. After a release of a permit, or of a place in the queue, there is no message about it.
 */
export interface PermitChange extends PermitRequest {
  readonly token: number;
  /** `take`: gets the permit at once and without a message, over the limit if need be, as a run does that is tried again. */
  readonly change: 'request' | 'take' | 'release';
}

/** One step of one run, which is written whole or not at all. */
export interface Commit {
  readonly run: RunKey;
  /** The number of commits of the run before this one. With another number the commit is `lost`. */
  readonly rev: number;
  readonly head: RunHead;
  /** Left out where only the head changes. */
  readonly entry?: JournalEntry;
  readonly checkpoint?: Checkpoint;
  /** Numbers of the messages that were consumed. */
  readonly consumed?: readonly number[];
  /** Tasks that are opened, or changed by something else than a message about them. */
  readonly openTasks?: readonly TaskRow[];
  /** Tokens whose tasks are closed; before any are opened. */
  readonly closedTasks?: readonly number[];
  readonly permits?: readonly PermitChange[];
  /** The flow and version of the run from now on, where it was migrated. */
  readonly movedTo?: FlowStructure;
  /** Whether the lease releases the run, since nothing executes. A message that came meanwhile keeps it due. */
  readonly release?: boolean;
}

/**
 * The outcome of a commit. `lost`: the run has another revision or owner, or something was sent about a task that the commit opens
 * again or closes, and the commit does not consume it. `error`: what kept this commit alone from being written, such as a value that
 * is too long; other commits of the same request are not affected.
 */
export type CommitResult = 'committed' | 'lost' | { readonly error: Error };
