import type { GuardPermit } from '../../step';
import { type TimedCall, timedCall } from '../calls/timed-call';
import type { GuardChain } from './guard-chain';
import { NOOP_PERMIT } from './noop-permit';

/** One attempt at a call past its guards and under its timeout. */
export interface GuardedCall extends Omit<TimedCall, 'permit'> {
  readonly guardChain: GuardChain | undefined;
  /** What the guards are told of a result that is no promise. */
  readonly otherwise: keyof GuardPermit;
}

/**
 * Makes the call as soon as its guards let it in. Where nothing has to be waited for, that is at once, and a result that is
 * no promise is given as it is.
 */
export function guardedCall(call: GuardedCall, make: (signal: AbortSignal) => unknown): unknown {
  const { guardChain, signal } = call;
  signal?.throwIfAborted();
  // A signal of its own for each wait: listeners would pile up on one that many calls share.
  const permit = guardChain?.enter(() => signal && AbortSignal.any([signal])) ?? NOOP_PERMIT;
  return permit instanceof Promise ? permit.then((late) => enter(call, late, make)) : enter(call, permit, make);
}

function enter(call: GuardedCall, permit: GuardPermit, make: (signal: AbortSignal) => unknown): unknown {
  if (call.signal?.aborted) {
    permit.dropped();
    call.signal.throwIfAborted();
  }
  const result = timedCall({ ...call, permit }, make);
  if (!(result instanceof Promise)) permit[call.otherwise](undefined);
  return result;
}
