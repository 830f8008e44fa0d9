/** The facts about a run that are fixed at its start. */
export interface RunInfo {
  readonly id: string;
  readonly correlationId: string;
  readonly tags: readonly string[];
  readonly idempotencyKey: string | undefined;
  /** Whether a failed run undoes its committed visits. */
  readonly compensateOnFailure: boolean;
}

/** The status of a run. `waiting`: nothing executes, and only tasks, signals or sleeps are pending. */
export type RunStatus = 'pending' | 'running' | 'waiting' | 'paused' | 'completed' | 'failed' | 'cancelled';

export function hasEnded(status: RunStatus): boolean {
  switch (status) {
    case 'completed':
    case 'failed':
    case 'cancelled':
      return true;
    case 'pending':
    case 'running':
    case 'waiting':
    case 'paused':
      return false;
  }
}
