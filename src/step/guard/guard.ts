import type { Clock } from '../clock';
import type { GuardEvent } from './guard-event';
import type { BreakerSnapshot, BulkheadSnapshot, LimitSnapshot } from './guard-snapshot';

/** What a guard does: `breaker` spares a service that fails, `limit` calls per time, `bulkhead` calls at once. */
export type GuardKind = 'breaker' | 'limit' | 'bulkhead';

/** What a guard of that kind looks like at a moment. */
export type SnapshotOf<Kind extends GuardKind> = {
  readonly breaker: BreakerSnapshot;
  readonly limit: LimitSnapshot;
  readonly bulkhead: BulkheadSnapshot;
}[Kind];

/**
 * The declaration of a circuit breaker, a limiter or a bulkhead: frozen data that steps, nodes and clients name. What it
 * counts is kept by each engine (or {@link Resilience}) for itself, once per declaration, so whoever names the same
 * declaration shares it. Made by `circuitBreaker`, `rateLimit`, `bulkhead` and, for one of your own, {@link defineGuard}.
 */
export interface Guard<Kind extends GuardKind = GuardKind> {
  readonly kind: Kind;
  /** Shown in snapshots, events and errors. One that has none is called after what carries it, as in `Charge.limit`. */
  readonly name: string | undefined;
  /** What it is set to, for drawings and descriptions: plain data. */
  readonly settings: Readonly<Record<string, number | string>>;
  /** Makes the state that one engine keeps for it. */
  readonly open: (host: GuardHost) => OpenGuard<Kind>;
}

/** What a guard is given by the engine that it works in. */
export interface GuardHost {
  readonly name: string;
  readonly clock: Clock;
  /** Tells listeners of a change. */
  readonly publish: (event: GuardEvent) => void;
}

/** A guard at work. */
export interface OpenGuard<Kind extends GuardKind = GuardKind> {
  /**
   * The error for a call that would be turned away at this moment; `undefined` if it would not. Changes nothing. Asked of a
   * breaker before a call waits for anything else.
   */
  readonly refusal?: () => Error | undefined;
  /**
   * Lets a call in: at once, or later where it has to wait.
   *
   * @param signal gives what ends the wait, if anything can; read only where there is something to wait for
   * @throws the error for a call that is turned away. A promise is rejected instead, also when the signal is aborted
   */
  readonly enter: (signal: () => AbortSignal | undefined) => GuardPermit | Promise<GuardPermit>;
  readonly snapshot: () => SnapshotOf<Kind>;
}

/** Stands for a call that was let in. It is told once how the call ended. */
export interface GuardPermit {
  readonly succeeded: () => void;
  readonly failed: (error: unknown) => void;
  /** Nobody knows how the call ended, or it was not made at all. */
  readonly dropped: () => void;
}
