import type { Pass } from '../../step';
import { type TimedCall, timedCall } from '../calls/timed-call';
import type { Entrance } from './guard-chain';
import { FREE_PASS } from './noop-permit';

/** One attempt at a call past its guards and under its timeout. */
export interface GuardedCall extends Omit<TimedCall, 'pass'> {
  readonly entrance: Entrance | undefined;
  /** What the guards are told of a result that is no promise. */
  readonly otherwise: keyof Pass;
}

/**
 * Makes the call as soon as its guards let it in. Where nothing has to be waited for, that is at once, and a result that is
 * no promise is given as it is.
 */
export function guardedCall(call: GuardedCall, make: (signal: AbortSignal) => unknown): unknown {
  const { entrance, signal } = call;
  signal?.throwIfAborted();
  // A signal of its own for each wait: listeners would pile up on one that many calls share.
  const pass = entrance?.enter(() => signal && AbortSignal.any([signal])) ?? FREE_PASS;
  return pass instanceof Promise ? pass.then((late) => enter(call, late, make)) : enter(call, pass, make);
}

function enter(call: GuardedCall, pass: Pass, make: (signal: AbortSignal) => unknown): unknown {
  if (call.signal?.aborted) {
    pass.dropped();
    call.signal.throwIfAborted();
  }
  const result = timedCall({ ...call, pass }, make);
  if (!(result instanceof Promise)) pass[call.otherwise](undefined);
  return result;
}
