import type { FailureRecord } from '../../errors';

/**
 * The status of a visit. `scheduled`: it has not begun, because it waits for a delay or a permit, or is about to begin.
 * `running`: it executes or, for a node that contains others, something inside does. `fallback`: its fallback executes.
 * `backoff`: it waits for its next attempt. `waiting`: it waits for a person, a signal or the end of a sleep.
 * `cancelled`: the run continued without it.
 */
export type VisitStatus =
  | 'scheduled'
  | 'running'
  | 'fallback'
  | 'backoff'
  | 'waiting'
  | 'completed'
  | 'skipped'
  | 'failed'
  | 'cancelled';

/** One visit of a node. */
export interface VisitView {
  /** The position in the run: `key[item]#visit` segments joined by `/`. */
  readonly path: string;
  readonly status: VisitStatus;
  /** The number of the latest attempt; 0 before the first. */
  readonly attempt: number;
  /** The number of attempts that have begun, including those repeated after a crash or a redrive. */
  readonly attempts: number;
  /** The time at which the run reached the node; epoch ms. */
  readonly enteredAt: number;
  /** The time at which the first attempt began; epoch ms. */
  readonly startedAt?: number;
  /** Epoch ms. */
  readonly endedAt?: number;
  /**
   * From the first attempt (or, without one, from the arrival) to the end; while it is open, to the latest event of the
   * run.
   */
  readonly durationMs: number;
  /** The action by which it was left. */
  readonly action?: string;
  /** Its latest failure or, for a node that contains others, the latest inside of it. */
  readonly failure?: FailureRecord;
}
