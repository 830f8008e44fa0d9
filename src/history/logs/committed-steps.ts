import type { RunEvent } from '../../core';
import { type CommitEvent, commitsVisit } from '../event-facts';
import type { Renaming } from '../paths/renaming';

/** A visit that is never executed again. A copied run can begin after it. */
export interface CommittedStep {
  readonly path: string;
  readonly place: string;
  readonly node: string;
  /** Number of the event. */
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
  readonly action: string;
  readonly isSkipped: boolean;
}

/** The visits that a run has committed, in order. */
export class CommittedSteps {
  private list: CommittedStep[] = [];

  get steps(): readonly CommittedStep[] {
    return this.list;
  }

  add({ path, place, node, seq, at, type, data: { action } }: CommitEvent): void {
    this.list.push({ path, place, node, seq, at, action, isSkipped: type === 'step.skipped' });
  }

  move({ path, place }: Renaming): void {
    this.list = this.list.map((step) => ({ ...step, path: path(step.path), place: place(step.place) }));
  }
}

/** Whether an event commits the visit at a path. */
export function commitsPath(event: RunEvent, path: string): boolean {
  return commitsVisit(event) && event.path === path;
}
