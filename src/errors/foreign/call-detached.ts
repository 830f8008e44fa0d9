import { adoptThenable, isThenable } from './thenable';

/**
 * Calls foreign code that nobody waits for, such as a clean-up or a listener. Never throws.
 *
 * @param onError receives what the call throws, or what a promise that it returns rejects with
 */
export function callDetached(call: () => unknown, onError: (error: unknown) => void): void {
  try {
    const result = call();
    if (isThenable(result)) adoptThenable(result).catch(onError);
  } catch (error) {
    onError(error);
  }
}
