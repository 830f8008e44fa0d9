import type { RunHead } from '../port';

/**
 * Returns the time from which an unowned run is due, in epoch ms; `undefined` if it is not. A busy run, whose engine
 * has died, is due before all others.
 */
export function dueAt({ busy, wakeAt }: RunHead, firstMessageAt: number | undefined): number | undefined {
  if (busy) return 0;
  if (wakeAt === undefined || firstMessageAt === undefined) return wakeAt ?? firstMessageAt;
  return Math.min(wakeAt, firstMessageAt);
}
