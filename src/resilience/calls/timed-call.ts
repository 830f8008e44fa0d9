import { MillraceError } from '../../errors';
import type { Clock, ClockTimer, GuardPermit } from '../../step';

/** How a single call is made. */
export interface TimedCall {
  /** What it is, for errors. */
  readonly what: string;
  readonly clock: Clock;
  readonly timeoutMs: number | undefined;
  /** Gives the call up when it is aborted. */
  readonly signal: AbortSignal | undefined;
  /** Is told how the call ends. */
  readonly permit: GuardPermit;
  /** Whether a result is a promise of one. */
  readonly awaits: (value: unknown) => boolean;
}

/**
 * Makes a call that may take no longer than its timeout; what it gives later is dropped. A result that is no promise is
 * given as it is, and the pass is still to be told then.
 *
 * @param call is given a signal that is aborted with the timeout, or with the one that was given
 */
export function timedCall(
  { what, clock, timeoutMs, signal: outer, permit, awaits }: TimedCall,
  call: (signal: AbortSignal) => unknown,
): unknown {
  const controller = new AbortController();
  const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
  let result: unknown;
  try {
    result = call(signal);
  } catch (error) {
    permit.failed(error);
    throw error;
  }
  if (!awaits(result)) return result;
  return new Promise((resolve, reject) => {
    // What is thrown need not be an error; it is passed on as it is.
    const rejectWith: (reason: unknown) => void = reject;
    let timer: ClockTimer | undefined;
    const end = (): void => {
      timer?.clear();
      signal.removeEventListener('abort', giveUp);
    };
    const fail = (error: unknown): void => {
      end();
      permit.failed(error);
      rejectWith(error);
    };
    const giveUp = (): void => {
      end();
      permit.dropped();
      rejectWith(signal.reason);
    };
    if (timeoutMs !== undefined) {
      timer = clock.setTimer(timeoutMs, () => {
        const error = new MillraceError('TIMEOUT', `${what} took longer than its timeout of ${timeoutMs} ms`);
        fail(error);
        controller.abort(error);
      });
    }
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    promiseOf(result).then((value) => {
      end();
      permit.succeeded();
      resolve(value);
    }, fail);
  });
}

/** Whether `await` would wait for the value. */
export function isThenable(value: unknown): boolean {
  if (value instanceof Promise) return true;
  return (
    typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'
  );
}

/** The result is known to be a promise here, which the compiler cannot see. */
function promiseOf(result: unknown): PromiseLike<unknown> {
  return result as PromiseLike<unknown>;
}
