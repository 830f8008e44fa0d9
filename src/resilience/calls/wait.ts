import type { Clock } from '../../step';

/**
 * Waits on a clock. Resolves immediately for a delay of 0.
 *
 * @throws the reason of the signal, as soon as the signal aborts
 */
export function wait(delayMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(reasonOf(signal));
      return;
    }
    if (delayMs === 0) {
      resolve();
      return;
    }
    const timer = clock.setTimer(delayMs, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    const stop = (): void => {
      timer.clear();
      reject(reasonOf(signal));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** Types the reason of a signal. It may be any value, and is passed on unchanged, as by `fetch`. */
function reasonOf(signal: AbortSignal): Error {
  return signal.reason as Error;
}
