import { adoptThenable, errorMessageOf, guardListeners, MillraceError } from '../../errors';
import type { Clock, ClockTimer, GuardPermit } from '../../step';
import { warn } from '../warn';

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
  const signal = guardListeners(
    outer ? AbortSignal.any([outer, controller.signal]) : controller.signal,
    warnOfListener,
  );
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
    adoptThenable(result).then((value) => {
      end();
      permit.succeeded();
      resolve(value);
    }, fail);
  });
}

function warnOfListener(error: unknown): void {
  warn(`a listener on the signal of a call threw: ${errorMessageOf(error)}`);
}
