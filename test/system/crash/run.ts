import { parseArgs } from 'node:util';
import { openTestDatabase } from '../../support/postgres';
import { killAgainAndAgain } from './kills';
import type { StorageName } from './open-storage';

// npm run test:crash -- --kills 500 --seed 7 --storage postgres

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      storage: { type: 'string', default: 'sqlite' },
      kills: { type: 'string', default: '500' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    },
  });
  const storage: StorageName = values.storage === 'postgres' ? 'postgres' : 'sqlite';
  const database = storage === 'postgres' ? await openTestDatabase() : undefined;
  try {
    await kill(storage, database && `${database.url}#${database.freshSchema()}`, values);
  } finally {
    await database?.end();
  }
}

async function kill(
  storage: StorageName,
  place: string | undefined,
  values: { readonly kills: string; readonly seed: string },
): Promise<void> {
  const [kills, seed] = [Number(values.kills), Number(values.seed)];
  process.stdout.write(`${kills} kills on ${storage}, seed ${seed}\n`);
  const { wrongs, runs, executions, again } = await killAgainAndAgain({
    kills,
    storage,
    place,
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
