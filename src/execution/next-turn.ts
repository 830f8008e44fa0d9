import { setImmediate } from 'node:timers';

/** Calls back in the next turn of the event loop. Taken before a test can put something in its place. */
export const runSoon: (callback: () => void) => unknown = setImmediate;

/** Resolves in the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise<void>(runSoon);
}
