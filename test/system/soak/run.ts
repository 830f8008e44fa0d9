import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sqliteStorage } from 'millrace/sqlite';
import { soak } from './soak';

// npm run soak -- --storage sqlite --short 100000 --long 1000

/** The number of short and long runs in memory, and on SQLite. */
const SIZES = { memory: [1_000_000, 10_000], sqlite: [100_000, 1000] } as const;

async function main(): Promise<void> {
  // All runs share a signal.
  setMaxListeners(0);
  const { values } = parseArgs({
    options: { storage: { type: 'string' }, short: { type: 'string' }, long: { type: 'string' } },
  });
  for (const kind of ['memory', 'sqlite'] as const) {
    if (values.storage !== undefined && values.storage !== kind) continue;
    const [shorts, longs] = SIZES[kind];
    await soakOn(kind, Number(values.short ?? shorts), Number(values.long ?? longs));
  }
}

async function soakOn(kind: 'memory' | 'sqlite', short: number, long: number): Promise<void> {
  process.stdout.write(`${kind}: ${short} short and ${long} long runs\n`);
  const folder = mkdtempSync(join(tmpdir(), 'millrace-soak-'));
  const storage =
    kind === 'sqlite' ? sqliteStorage({ file: join(folder, 'soak.db'), synchronous: 'NORMAL' }) : undefined;
  try {
    const { wrongs, growths } = await soak({
      storage,
      short,
      long,
      onSample: ({ ended, heap, handles, timers, listeners }) => {
        const megabytes = (heap / 2 ** 20).toFixed(1);
        process.stdout.write(
          `${ended} ended, heap ${megabytes} MB, ${handles} handles, ${timers} timers, ${listeners} listeners\n`,
        );
      },
    });
    process.stdout.write(`${wrongs} wrong results; ${growths.length === 0 ? 'nothing grew' : growths.join('; ')}\n`);
    if (wrongs > 0 || growths.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
