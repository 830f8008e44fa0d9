import type { FailureRecord } from '../../errors';

interface GuardEventHead<Type extends string> {
  readonly type: Type;
  /** Epoch ms. */
  readonly at: number;
  /** Name of the breaker, limiter or bulkhead. */
  readonly name: string;
}

/** What a breaker, a limiter or a bulkhead tells of itself. */
export type GuardEvent =
  /** Calls are turned away for `openMs`; `failure` is the one that opened the circuit. */
  | (GuardEventHead<'breaker.opened'> & { readonly openMs: number; readonly failure: FailureRecord })
  /** The time is over: a few calls are let through to see how the service is. */
  | GuardEventHead<'breaker.half-opened'>
  | GuardEventHead<'breaker.closed'>
  /** Somebody holds the circuit open by hand. */
  | GuardEventHead<'breaker.isolated'>
  /** A call was turned away because the queue is full. */
  | (GuardEventHead<'limit.exceeded'> & { readonly retryAfterMs: number })
  | GuardEventHead<'bulkhead.filled'>
  /** A function of the guard's, such as `countIf`, threw. */
  | (GuardEventHead<'guard.failed'> & { readonly failure: FailureRecord });
