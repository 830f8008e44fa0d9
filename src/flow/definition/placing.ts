import type { ConcurrencyDefinition } from './concurrency';

/** Options that every node may have. */
export interface Placing {
  /** Wait before the node starts, in ms. */
  readonly delayMs?: number;
  /** Limit of the node with all its attempts and waits, in ms. */
  readonly deadlineMs?: number;
  /** Most visits in one scope. */
  readonly maxVisits?: number;
  /** At most so many at once. */
  readonly queue?: ConcurrencyDefinition;
}
