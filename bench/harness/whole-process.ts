import { spawnSync } from 'node:child_process';
import type { Times } from './compete';
import { median } from './statistics';

/** How long a whole Node process takes, in ms. */
function processMs(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed: ${stderr.toString()}`);
  return performance.now() - start;
}

/** Median times of two kinds of processes, started in turn. In ms. */
export function competeAsProcesses(millrace: readonly string[], limit: readonly string[], rounds = 15): Times {
  const samples: [number[], number[]] = [[], []];
  for (let round = -2; round < rounds; round += 1) {
    const times = [processMs(millrace), processMs(limit)] as const;
    // The first ones fill the file cache.
    if (round < 0) continue;
    samples[0].push(times[0]);
    samples[1].push(times[1]);
  }
  return { millrace: median(samples[0]), limit: median(samples[1]) };
}
