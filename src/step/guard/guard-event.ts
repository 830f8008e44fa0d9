import type { FailureRecord } from '../../errors';

interface GuardEventHead<Type extends string> {
  readonly type: Type;
  /** Epoch ms. */
  readonly at: number;
  /** Name of the breaker, limiter or bulkhead. */
  readonly name: string;
}

/** An event of a circuit breaker, a rate limiter or a bulkhead. */
export type GuardEvent =
  /** Calls are rejected for `openMs`. `failure` is the failure that opened the circuit. */
  | (GuardEventHead<'breaker.opened'> & { readonly openMs: number; readonly failure: FailureRecord })
  /** `openMs` has elapsed, and a few trial calls are let through. */
  | GuardEventHead<'breaker.half-opened'>
  | GuardEventHead<'breaker.closed'>
  /** The circuit is held open manually. */
  | GuardEventHead<'breaker.isolated'>
  /** A call was rejected because the queue is full. */
  | (GuardEventHead<'limit.exceeded'> & { readonly retryAfterMs: number })
  | GuardEventHead<'bulkhead.filled'>
  /** A function of the guard's options, such as `countIf`, threw. */
  | (GuardEventHead<'guard.failed'> & { readonly failure: FailureRecord });
