import type { PermitRequest } from '../../../core';
import type { CommitResult, FlowStructure, RunKey } from '../../../storage/port';
import { DirtyRecords } from '../../../storage/records';
import type { StartSettings } from '../loading/start-record';

/** The position of a run in its journal and inbox, as its owner knows it. */
export class JournalPosition {
  /** The number of commits of the run, including those in flight. */
  rev: number;
  /** The number of the latest journal entry. */
  no: number;
  /** The number of the latest journal entry that the records include. */
  checkpoint: number;
  readonly dirty = new DirtyRecords();
  /** Messages that have been applied and not yet committed as consumed. */
  consumed: number[] = [];
  /** The number of the latest applied message. */
  lastMessage = 0;
  /** The numbers of later messages that were applied out of order. */
  readonly early = new Set<number>();
  /** The task tokens of messages that are about to be applied, by message number. */
  readonly answers = new Map<number, number>();
  /**
   * `owned`; `leaving` once a commit that releases the run is in flight; `gone` when no further commit is allowed,
   * because another engine owns the run or the result of its last commit is unknown.
   */
  status: 'owned' | 'leaving' | 'gone' = 'owned';
  /** The permit of the flow's queue, which the run releases at its end. */
  permit: PermitRequest | undefined = undefined;
  /** The settings of the start, for a run that has not begun. */
  settings: StartSettings = {};
  /** The flow structure that the run was moved to, until the move is written. */
  movedTo: FlowStructure | undefined = undefined;
  /** Called once with the result of the next commit. */
  onSettled: ((result: CommitResult) => void) | undefined = undefined;
  /** The number of commits in flight. */
  pending = 0;

  constructor(
    readonly key: RunKey,
    from: { readonly rev: number; readonly no: number; readonly checkpoint: number },
  ) {
    this.rev = from.rev;
    this.no = from.no;
    this.checkpoint = from.checkpoint;
  }

  /** Marks the pending messages about tasks that a commit closes as consumed by that commit. */
  consumeAnswersOf(closed: readonly number[]): void {
    for (const [no, task] of this.answers) {
      if (this.early.has(no) || this.consumed.includes(no) || !closed.includes(task)) continue;
      this.consumed.push(no);
      this.early.add(no);
    }
  }
}
