import type { ConcurrencyDefinition } from './concurrency';

/** The options of any node. */
export interface Placing {
  /** Wait before the node starts, in ms. */
  readonly delayMs?: number;
  /** Limit of the node, all attempts and waits included, in ms. */
  readonly deadlineMs?: number;
  /** Maximum number of visits in one scope. */
  readonly maxVisits?: number;
  /** The queue that limits the visits at once. */
  readonly queue?: ConcurrencyDefinition;
}
