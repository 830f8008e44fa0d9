import { heapAfterCollection } from '../../harness/heap';
import { ratioResult } from '../../harness/result';
import type { Row } from '../../harness/row';
import { amongRuns } from './among-runs';
import type { GrowthCase } from './growth-case';
import { insideRuns } from './inside-runs';

const [MANY, FEW] = [100_000, 1000];

/** Linear memory: the bytes that one unit keeps among many, over those that it keeps among few. */
export const keptMemory: Row = {
  name: 'MEMORY',
  measure: async function* () {
    for (const growthCase of [...insideRuns, ...amongRuns].filter(({ isKept }) => isKept)) {
      // The first one also loads and compiles.
      await bytesOfUnit(growthCase, FEW);
      const bytes = { millrace: await bytesOfUnit(growthCase, MANY), limit: await bytesOfUnit(growthCase, FEW) };
      yield ratioResult({ row: 'MEMORY', case: `${growthCase.unit}, ${MANY} over ${FEW}, bytes`, target: 1.5 }, bytes);
    }
  },
};

async function bytesOfUnit({ make }: GrowthCase, size: number): Promise<number> {
  const before = await heapAfterCollection();
  const sized = await make(size);
  await sized.run();
  const kept = (await heapAfterCollection()) - before;
  await sized.end();
  return kept / size;
}
