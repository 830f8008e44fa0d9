import type { FailureRecord } from '../../errors';

/**
 * The state of a circuit breaker. `closed`: calls pass. `open`: calls are rejected. `half-open`: a few trial calls
 * pass, and their results decide. `isolated`: calls are rejected until the circuit is released manually.
 */
export type BreakerState = 'closed' | 'open' | 'half-open' | 'isolated';

/** The state of a circuit breaker at one moment. */
export interface BreakerSnapshot {
  readonly kind: 'breaker';
  readonly name: string;
  readonly state: BreakerState;
  /** The number of failures that currently count. */
  readonly failures: number;
  /** When the circuit opened, in epoch ms. */
  readonly openedAt?: number;
  /** Time until calls pass again, in ms. */
  readonly retryAfterMs?: number;
  /** The latest failure that counted. */
  readonly lastFailure?: FailureRecord;
}

/** The state of a rate limiter at one moment. */
export interface LimitSnapshot {
  readonly kind: 'limit';
  readonly name: string;
  /** The number of calls that would pass immediately. */
  readonly free: number;
  readonly waiting: number;
  /** Time until a call that starts to wait now may pass, in ms. */
  readonly retryAfterMs: number;
}

/** The state of a bulkhead at one moment. */
export interface BulkheadSnapshot {
  readonly kind: 'bulkhead';
  readonly name: string;
  /** The number of calls in progress. */
  readonly active: number;
  readonly free: number;
  readonly waiting: number;
}
