import { timeOf, type Work } from './work';

/** The size to try after a batch of `size` took `tookMs`; the same size once it is long enough. */
export function nextBatchSize(size: number, tookMs: number, sampleMs: number): number {
  if (tookMs >= sampleMs) return size;
  // A tiny time says little, so grow tenfold at most, and aim a little high.
  const factor = tookMs > 0 ? Math.min(10, (sampleMs / tookMs) * 1.2) : 10;
  return Math.max(size + 1, Math.ceil(size * factor));
}

/** How many runs make one sample of at least `sampleMs`. Warms the work up on the way. */
export async function batchSize(work: Work, sampleMs: number): Promise<number> {
  for (let size = 1; ; ) {
    const next = nextBatchSize(size, await timeOf(work, size), sampleMs);
    if (next === size) return size;
    size = next;
  }
}
