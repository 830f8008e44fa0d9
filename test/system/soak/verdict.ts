import type { Sample } from './sample';

/** The growth of the heap that is allowed between the first and the last quarter of the samples: a share, and bytes. */
const GROWTH = 0.05;
const SLACK = 2 ** 20;

/**
 * Returns what has grown during a soak. The first sample is taken after the warm-up; the last one, after the engine was
 * stopped, is compared with the one before its start.
 */
export function growths(before: Sample, during: readonly Sample[], after: Sample): readonly string[] {
  const quarter = Math.max(1, Math.floor(during.length / 4));
  const [first, last] = [during.slice(0, quarter), during.slice(-quarter)];
  const found: string[] = [];
  const [early, late] = [least(first, 'heap'), least(last, 'heap')];
  if (late > early * (1 + GROWTH) + SLACK) found.push(`the heap grew from ${early} to ${late} bytes`);
  for (const kind of ['handles', 'timers', 'listeners'] as const) {
    if (least(last, kind) > most(first, kind))
      found.push(`${kind} grew from ${most(first, kind)} to ${least(last, kind)}`);
    if (after[kind] > before[kind]) found.push(`${after[kind] - before[kind]} ${kind} are left`);
  }
  return found;
}

function least(samples: readonly Sample[], kind: keyof Sample): number {
  return Math.min(...samples.map((sample) => sample[kind]));
}

function most(samples: readonly Sample[], kind: keyof Sample): number {
  return Math.max(...samples.map((sample) => sample[kind]));
}
