import type { GuardPermit } from '../../step';
import { type TimedCall, timedCall } from '../calls/timed-call';
import type { GuardChain } from './guard-chain';
import { NOOP_PERMIT } from './noop-permit';

/** One attempt of a call, with its guards and its timeout. */
export interface GuardedCall extends Omit<TimedCall, 'permit'> {
  readonly guardChain: GuardChain | undefined;
  /** The method of the permit that is called for a synchronous result. */
  readonly onSyncResult: keyof GuardPermit;
}

/**
 * Makes a call once its guards admit it. If it does not have to wait, it is made immediately, and a synchronous result
 * is returned unchanged.
 */
export function guardedCall(call: GuardedCall, make: (signal: AbortSignal) => unknown): unknown {
  const { guardChain, signal } = call;
  signal?.throwIfAborted();
  // Each wait has its own signal, since listeners would accumulate on one that many calls share.
  const permit = guardChain?.enter(() => signal && AbortSignal.any([signal])) ?? NOOP_PERMIT;
  return permit instanceof Promise ? permit.then((late) => enter(call, late, make)) : enter(call, permit, make);
}

function enter(call: GuardedCall, permit: GuardPermit, make: (signal: AbortSignal) => unknown): unknown {
  if (call.signal?.aborted) {
    permit.dropped();
    call.signal.throwIfAborted();
  }
  const result = timedCall({ ...call, permit }, make);
  if (!(result instanceof Promise)) permit[call.onSyncResult](undefined);
  return result;
}
