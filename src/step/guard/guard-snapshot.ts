import type { FailureRecord } from '../../errors';

/**
 * `closed`: calls go through. `open`: they are turned away. `half-open`: a few go through, and how they end decides.
 * `isolated`: they are turned away until somebody releases the circuit.
 */
export type BreakerState = 'closed' | 'open' | 'half-open' | 'isolated';

/** A circuit breaker at a moment. */
export interface BreakerSnapshot {
  readonly kind: 'breaker';
  readonly name: string;
  readonly state: BreakerState;
  /** Failures that count at present. */
  readonly failures: number;
  /** When the circuit opened, in epoch ms. */
  readonly openedAt?: number;
  /** Until calls are let through again, in ms. */
  readonly retryAfterMs?: number;
  /** The latest failure that counted. */
  readonly lastFailure?: FailureRecord;
}

/** A rate limiter at a moment. */
export interface LimitSnapshot {
  readonly kind: 'limit';
  readonly name: string;
  /** Calls that would go through at once. */
  readonly free: number;
  readonly waiting: number;
  /** Until the next call may go through that nobody waits for yet, in ms. */
  readonly retryAfterMs: number;
}

/** A bulkhead at a moment. */
export interface BulkheadSnapshot {
  readonly kind: 'bulkhead';
  readonly name: string;
  /** Calls that are going on. */
  readonly active: number;
  readonly free: number;
  readonly waiting: number;
}
