import type { FailureRecord } from '../../errors';

/**
 * The state of a visit. `scheduled`: it has not begun to work, as it waits for a delay or a permit, or is about to begin.
 * `running`: it is at work or, for a node that holds others, something inside is. `fallback`: its fallback is at work.
 * `backoff`: it waits for its next attempt. `waiting`: for a person, a signal or the end of a sleep. `cancelled`: the run went
 * on without it.
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
  /** Where in the run: `key[item]#visit` segments joined by `/`. */
  readonly path: string;
  readonly status: VisitStatus;
  /** The number of the latest attempt; 0 before the first. */
  readonly attempt: number;
  /** How many attempts have begun, those included that began again after a crash or a redrive. */
  readonly attempts: number;
  /** When the run came to the node; epoch ms. */
  readonly enteredAt: number;
  /** When the first attempt began; epoch ms. */
  readonly startedAt?: number;
  /** Epoch ms. */
  readonly endedAt?: number;
  /** From the first attempt or, without one, from the arrival to the end; while it is open, to the latest event of the run. */
  readonly durationMs: number;
  /** The action it was left by. */
  readonly action?: string;
  /** Its latest failure or, for a node that holds others, the latest inside of it. */
  readonly failure?: FailureRecord;
}
