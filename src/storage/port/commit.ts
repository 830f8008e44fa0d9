import type { PermitRequest } from '../../core';
import type { FlowStructure, JournalEntry, RunHead, RunKey, StoredRecord } from './stored-run';
import type { TaskRow } from './task-row';

/** Writes to a run's records: what was journaled since the last checkpoint, in the shape in which it is read again. */
export interface Checkpoint {
  /** Number of the journal entry up to which the records are afterwards. */
  readonly through: number;
  readonly puts: readonly StoredRecord[];
  readonly deletes: readonly string[];
  /** Every record whose name begins so is deleted, before anything is put. */
  readonly deletesUnder: readonly string[];
}

/**
 * What a run asks of its lines. The token tells the slots of one run apart; asking again for one that it holds or waits for changes
 * nothing. A line is first in, first out for each key, and the keys take turns where `total` limits them together. Whoever
 * has a slot now gets a message. Who releases a slot, or its place in line, gets no message of it any more.
 */
export interface PermitChange extends PermitRequest {
  readonly token: number;
  /** `take`: gets the slot at once and without a message, over the limit if need be, as a run does that is tried again. */
  readonly change: 'request' | 'take' | 'release';
}

/** One step of one run. It is written whole or not at all. */
export interface Commit {
  readonly run: RunKey;
  /** How often the run was committed before. A storage that has another number refuses the commit. */
  readonly rev: number;
  readonly head: RunHead;
  /** Left out where only the head changes. */
  readonly entry?: JournalEntry;
  readonly checkpoint?: Checkpoint;
  /** Numbers of the messages that were consumed. */
  readonly consumed?: readonly number[];
  /** Tasks that are opened, or changed by something else than what was sent about them. */
  readonly openTasks?: readonly TaskRow[];
  /** Tokens whose tasks are closed; before any are opened. */
  readonly closedTasks?: readonly number[];
  readonly permits?: readonly PermitChange[];
  /** What the run is a run of from now on, where it was moved onto another version. */
  readonly movedTo?: FlowStructure;
  /** Whether the run is owned no longer, since nothing executes. A message that came meanwhile keeps it due. */
  readonly release?: boolean;
}

/**
 * `committed`; `lost`, because the run has another revision or owner, or because something was sent about a task that the
 * commit opens again or closes, and the commit does not consume it; or why this commit alone could not be written, such as
 * a value that is too long. The neighbours of a commit that failed are not concerned.
 */
export type CommitResult = 'committed' | 'lost' | { readonly error: Error };
