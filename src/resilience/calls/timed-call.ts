import { MillraceError } from '../../errors';
import type { Clock, ClockTimer, GuardPermit } from '../../step';

/** The options of {@link timedCall}. */
export interface TimedCall {
  /** The name of the call, for errors. */
  readonly what: string;
  readonly clock: Clock;
  readonly timeoutMs: number | undefined;
  /** Aborts the call. */
  readonly signal: AbortSignal | undefined;
  /** Receives the result of the call. */
  readonly permit: GuardPermit;
  /** Whether a result has to be awaited. */
  readonly awaits: (value: unknown) => boolean;
}

/**
 * Makes a call with a timeout. A later result is dropped. A synchronous result is returned unchanged; the caller then
 * settles the permit.
 *
 * @param call receives a signal that aborts on the timeout and with the signal of the options
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
    // Anything may be thrown; it is passed on unchanged.
    const rejectWith: (reason: unknown) => void = reject;
    let timer: ClockTimer | undefined;
    const end = (): void => {
      timer?.clear();
      signal.removeEventListener('abort', abort);
    };
    const fail = (error: unknown): void => {
      end();
      permit.failed(error);
      rejectWith(error);
    };
    const abort = (): void => {
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
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
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

/** Types a result that `awaits` has identified as a promise. */
function promiseOf(result: unknown): PromiseLike<unknown> {
  return result as PromiseLike<unknown>;
}
