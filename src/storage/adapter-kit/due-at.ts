import type { RunHead } from '../port';

/**
 * Since when, or from when on, a run that nobody owns has something to do, in epoch ms. What was under way when its engine
 * ended has waited longest.
 */
export function dueAt({ busy, wakeAt }: RunHead, firstMessageAt: number | undefined): number | undefined {
  if (busy) return 0;
  if (wakeAt === undefined || firstMessageAt === undefined) return wakeAt ?? firstMessageAt;
  return Math.min(wakeAt, firstMessageAt);
}
