import 'reflect-metadata';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from 'inversify';
import { createEngine } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { dailyReconcile } from './flow';
import { Station } from './station';

// Usage: main.ts [folder] [day] [outages]. Kill it while it waits and start it again with the same folder to continue.

async function main(given: readonly string[]): Promise<void> {
  const [folder = mkdtempSync(join(tmpdir(), 'reconcile-')), day = '2012-03-04', outages = '2'] = given;
  const container = new Container();
  container.bind(Station).toConstantValue(new Station(() => isDown(join(folder, 'outages'), Number(outages))));
  // #region run
  const engine = await createEngine({
    container,
    flows: [dailyReconcile],
    storage: sqliteStorage(join(folder, 'runs.db')),
    // After a crash the next process continues the run after this time.
    lease: '2s',
  });
  // A second start for the same day returns the existing run.
  const run = await engine.start(dailyReconcile, { day }, { idempotencyKey: day });
  run.events$.subscribe((event) => {
    if (event.type === 'step.completed' && event.node === 'failed') console.log('failed, and tried again');
  });
  console.log(await run.result());
  // #endregion run
  await engine.stop();
}

/** Keeps the number of failed calls of the archive in a file, so that it survives a restart. */
function isDown(file: string, outages: number): boolean {
  const before = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  writeFileSync(file, String(before + 1));
  return before < outages;
}

const [, , ...given] = process.argv;
main(given).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
