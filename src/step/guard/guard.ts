import type { Clock } from '../clock';
import type { GuardEvent } from './guard-event';
import type { BreakerSnapshot, BulkheadSnapshot, LimitSnapshot } from './guard-snapshot';

/**
 * The kind of a guard: `breaker` rejects calls to a failing service, `limit` limits calls per time, `bulkhead` at once.
 */
export type GuardKind = 'breaker' | 'limit' | 'bulkhead';

/** The snapshot of a guard of that kind. */
export type SnapshotOf<Kind extends GuardKind> = {
  readonly breaker: BreakerSnapshot;
  readonly limit: LimitSnapshot;
  readonly bulkhead: BulkheadSnapshot;
}[Kind];

/**
 * The declaration of a circuit breaker, a limiter or a bulkhead: frozen data that steps, nodes and clients refer to.
 * Each engine (or {@link Resilience}) keeps one state per declaration, which all users of the declaration share. Made
 * by `circuitBreaker`, `rateLimit`, `bulkhead` or, for a custom guard, {@link defineGuard}.
 */
export interface Guard<Kind extends GuardKind = GuardKind> {
  readonly kind: Kind;
  /**
   * The name in snapshots, events and errors. Default: the name of the step or node with the option, as in
   * `Charge.limit`.
   */
  readonly name: string | undefined;
  /** The settings for drawings and descriptions: plain data. */
  readonly settings: Readonly<Record<string, number | string>>;
  /** Creates the state of the guard for one engine. */
  readonly open: (host: GuardHost) => OpenGuard<Kind>;
}

/** The interface of an engine to its guards. */
export interface GuardHost {
  readonly name: string;
  readonly clock: Clock;
  /** Publishes an event. */
  readonly publish: (event: GuardEvent) => void;
}

/** The state of a guard in one engine. */
export interface OpenGuard<Kind extends GuardKind = GuardKind> {
  /**
   * Returns the error with which a call would be rejected now; `undefined` if it would pass. Changes nothing. The
   * breaker is consulted before a call waits for any other guard.
   */
  readonly refusal?: () => Error | undefined;
  /**
   * Admits a call, immediately or after a wait.
   *
   * @param signal returns the signal that ends the wait, if there is one; called only if the call has to wait
   * @throws the error for a rejected call. A returned promise rejects with it instead, and also when the signal aborts
   */
  readonly enter: (signal: () => AbortSignal | undefined) => GuardPermit | Promise<GuardPermit>;
  readonly snapshot: () => SnapshotOf<Kind>;
}

/** The permit of an admitted call. Exactly one of its methods is called, when the call ends. */
export interface GuardPermit {
  readonly succeeded: () => void;
  readonly failed: (error: unknown) => void;
  /** Reports that the result of the call is unknown, or that the call was not made. */
  readonly dropped: () => void;
}
