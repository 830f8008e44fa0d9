/** The purpose of a timer. `end` limits the whole run and belongs to no token. */
export type TimerPurpose = 'delay' | 'backoff' | 'sleep' | 'within' | 'deadline' | 'reminder' | 'escalation' | 'end';

/** A timer that has been set. */
export interface Timer {
  readonly id: number;
  /** Epoch ms. */
  readonly at: number;
  readonly purpose: TimerPurpose;
  /** Id of the token; 0 for the run. */
  readonly token: number;
}
