import type { Contest, Times } from './compete';
import { median } from './statistics';
import type { Work } from './work';

const ROUNDS = 9;
const SAMPLE_MS = 150;

/** Measures the processor time of both sides in turn, in µs a unit. */
export async function competeForCpu({ millrace, limit }: Contest): Promise<Times> {
  const samples = { millrace: [] as number[], limit: [] as number[] };
  for (let round = -2; round < ROUNDS; round += 1) {
    const times = { millrace: await cpuOf(millrace), limit: await cpuOf(limit) };
    // The first rounds warm up.
    if (round < 0) continue;
    samples.millrace.push(times.millrace);
    samples.limit.push(times.limit);
  }
  return { millrace: median(samples.millrace), limit: median(samples.limit) };
}

async function cpuOf({ run, units = 1 }: Work): Promise<number> {
  const before = process.cpuUsage();
  const end = performance.now() + SAMPLE_MS;
  let calls = 0;
  do {
    await run();
    calls += 1;
  } while (performance.now() < end);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (calls * units);
}
