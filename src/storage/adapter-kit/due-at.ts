import type { RunHead } from '../port';

/**
 * Returns the moment from which on a run that nobody owns has something to do, in epoch ms; `undefined` if it has nothing to do. A
 * busy run, whose engine has ended, is due before all others.
 */
export function dueAt({ busy, wakeAt }: RunHead, firstMessageAt: number | undefined): number | undefined {
  if (busy) return 0;
  if (wakeAt === undefined || firstMessageAt === undefined) return wakeAt ?? firstMessageAt;
  return Math.min(wakeAt, firstMessageAt);
}
