import type { PermitRequest } from '../../../core';
import type { CommitResult, FlowStructure, RunKey } from '../../../storage/port';
import { DirtyRecords } from '../../../storage/records';
import type { StartSettings } from '../loading/start-record';

/** What an engine knows of how a run is kept. */
export class JournalPosition {
  /** How often the run was committed, those included that are on their way. */
  rev: number;
  /** Number of the latest journal entry. */
  no: number;
  /** Number of the latest journal entry that the records hold. */
  checkpoint: number;
  readonly dirty = new DirtyRecords();
  /** Messages that have been applied and not yet committed as consumed. */
  consumed: number[] = [];
  /** Number of the latest message that was applied. */
  lastMessage = 0;
  /** Numbers of later ones that were applied before it. */
  readonly early = new Set<number>();
  /** Tasks of messages that are about to be applied, by the numbers of the messages. */
  readonly answers = new Map<number, number>();
  /**
   * `owned`; `leaving` once a commit that gives it up is on its way; `gone` when nothing of it may be written any more, because
   * another engine has it or nobody knows what was written.
   */
  status: 'owned' | 'leaving' | 'gone' = 'owned';
  /** The slot of its flow's line, which it gives up at its end. */
  permit: PermitRequest | undefined = undefined;
  /** Limit of the run, in ms, for the case that it has not begun. */
  settings: StartSettings = {};
  /** What the run is moved onto, where that has still to be written. */
  movedTo: FlowStructure | undefined = undefined;
  /** Called once with what becomes of the next commit. */
  onSettled: ((result: CommitResult) => void) | undefined = undefined;
  /** Commits that are on their way. */
  pending = 0;

  constructor(
    readonly key: RunKey,
    from: { readonly rev: number; readonly no: number; readonly checkpoint: number },
  ) {
    this.rev = from.rev;
    this.no = from.no;
    this.checkpoint = from.checkpoint;
  }

  /** What was sent about tasks that a commit closes has come to its end with them; it is consumed by that commit. */
  spend(closed: readonly number[]): void {
    for (const [no, task] of this.answers) {
      if (this.early.has(no) || this.consumed.includes(no) || !closed.includes(task)) continue;
      this.consumed.push(no);
      this.early.add(no);
    }
  }
}
