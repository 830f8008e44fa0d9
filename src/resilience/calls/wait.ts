import type { Clock } from '../../step';

/**
 * Waits on a clock; for nothing at all, not even a turn.
 *
 * @throws the reason of the signal, as soon as it is aborted
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

/** Whoever aborts may give any reason; it is passed on as it is, as `fetch` does. */
function reasonOf(signal: AbortSignal): Error {
  return signal.reason as Error;
}
