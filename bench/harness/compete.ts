import { batchSize } from './batch-size';
import { median } from './statistics';
import { timeOf, type Work } from './work';

/** What is compared, in one process. */
export interface Contest {
  readonly millrace: Work;
  readonly limit: Work;
}

export interface CompeteOptions {
  /** Samples of each side that count. Default: 9. */
  readonly rounds?: number;
  /** Least length of a sample. Default: 30. */
  readonly sampleMs?: number;
  /** Least time of warm-up of each side. Default: 400. */
  readonly warmUpMs?: number;
}

/** Median time a unit, in µs. */
export interface Times {
  readonly millrace: number;
  readonly limit: number;
}

/** Measures both sides in turn, round by round, so that whatever else the machine does hits both. */
export async function compete(contest: Contest, options: CompeteOptions = {}): Promise<Times> {
  const { rounds = 9, sampleMs = 30, warmUpMs = 400 } = options;
  const sides = [contest.millrace, contest.limit] as const;
  const sizes: number[] = [];
  for (const side of sides) {
    await warmUp(side, warmUpMs);
    sizes.push(await batchSize(side, sampleMs));
  }
  const samples: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    for (const at of [0, 1] as const) {
      const { units = 1 } = sides[at];
      const size = sizes[at]!;
      samples[at].push(((await timeOf(sides[at], size)) * 1000) / (size * units));
    }
  }
  return { millrace: median(samples[0]), limit: median(samples[1]) };
}

async function warmUp(work: Work, warmUpMs: number): Promise<void> {
  const end = performance.now() + warmUpMs;
  do await work.run();
  while (performance.now() < end);
}
