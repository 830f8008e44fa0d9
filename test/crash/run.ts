import { parseArgs } from 'node:util';
import { killAgainAndAgain } from './kills';
import type { StorageName } from './open-storage';

// npm run test:crash -- --kills 500 --seed 7

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '500' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    },
  });
  const storage: StorageName = 'sqlite';
  const [kills, seed] = [Number(values.kills), Number(values.seed)];
  process.stdout.write(`${kills} kills on ${storage}, seed ${seed}\n`);
  const { wrongs, runs, executions, again } = await killAgainAndAgain({
    kills,
    storage,
    seed,
    onKill: (kill) => {
      if (kill % 25 === 0) process.stdout.write(`${kill} kills\n`);
    },
  });
  for (const wrong of wrongs) process.stdout.write(`${wrong}\n`);
  process.stdout.write(`${runs} runs, ${executions} executions, ${again} of them again, ${wrongs.length} wrongs\n`);
  if (wrongs.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
