import type { Ending, RunStatus } from '../../core';

/** The status of a run and, once it has ended, its ending. */
export type RunStatusView =
  | { readonly status: Exclude<RunStatus, Ending['status']>; readonly ending?: undefined }
  | { [Status in Ending['status']]: EndedAs<Status> }[Ending['status']];

interface EndedAs<Status extends Ending['status']> {
  readonly status: Status;
  readonly ending: Extract<Ending, { readonly status: Status }>;
}

/** The original of a copied run, and the number of the latest event that both share. */
export interface ForkOrigin {
  readonly runId: string;
  readonly seq: number;
}

/** A move of a run to another version of its flow. */
export interface Migration {
  readonly from: string;
  readonly to: string;
  /** Epoch ms. */
  readonly at: number;
}

/** The life cycle of a run. */
export class StatusLog {
  outcome: RunStatusView = { status: 'pending' };
  pauseReason: string | undefined = undefined;
  startedAt: number | undefined = undefined;
  endedAt: number | undefined = undefined;
  forkedFrom: ForkOrigin | undefined = undefined;
  recoveries = 0;
  redrives = 0;
  readonly migrations: Migration[] = [];

  start(at: number): void {
    // A run that was paused before its start stays paused.
    if (this.outcome.status !== 'paused') this.outcome = { status: 'running' };
    this.startedAt = at;
  }

  wait(): void {
    this.outcome = { status: 'waiting' };
  }

  pause(reason: string | undefined): void {
    this.outcome = { status: 'paused' };
    this.pauseReason = reason;
  }

  resume(): void {
    this.outcome = { status: this.startedAt === undefined ? 'pending' : 'running' };
    this.pauseReason = undefined;
  }

  end(outcome: RunStatusView, at: number): void {
    this.outcome = outcome;
    this.pauseReason = undefined;
    this.endedAt = at;
  }

  redrive(): void {
    this.outcome = { status: 'running' };
    this.endedAt = undefined;
    this.redrives += 1;
  }

  /**
   * Records the origin of a copied run. The copy has the status of its original; if the original is not known, the copy
   * runs.
   */
  fork(origin: ForkOrigin, at: number): void {
    if (this.outcome.status === 'pending' && this.startedAt === undefined) this.outcome = { status: 'running' };
    this.startedAt = at;
    this.forkedFrom = origin;
  }
}
