import { callDetached } from '../../errors';

/**
 * Calls a listener once a caller's signal is aborted. Returns a function that stops listening. Neither throws: a signal
 * that is not one of this runtime, and refuses listeners, never aborts anything.
 */
export function listenToAbort(signal: AbortSignal, listener: () => void): () => void {
  const ignore = (): void => undefined;
  callDetached(() => {
    signal.addEventListener('abort', listener, { once: true });
  }, ignore);
  return () => {
    callDetached(() => {
      signal.removeEventListener('abort', listener);
    }, ignore);
  };
}
