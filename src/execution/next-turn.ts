import { setImmediate } from 'node:timers';

/** Calls back in the next turn of the event loop. Bound before a test can replace the global. */
export const runSoon: (callback: () => void) => unknown = setImmediate;

/** Resolves in the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise<void>(runSoon);
}
