import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { chainOf } from '../flows/chain';
import { fanOutOf } from '../flows/fan-out';
import { Increment } from '../flows/increment';
import { together } from '../flows/together';
import { Watched } from '../flows/watched';
import type { CostCase } from './case';

/** Rows of the bench whose costs are counted, each made when it is asked for. */
export const COST_CASES: Readonly<Record<string, () => Promise<CostCase>>> = {
  P1: async () => {
    const chain = chainOf(Increment, 100);
    const engine = await createEngine({ flows: [chain] });
    return {
      name: 'a step in a chain of 100',
      units: 100,
      run: () => engine.run(chain, 0),
      end: () => engine.stop(),
    };
  },
  P2: async () => {
    const chain = chainOf(Watched, 100);
    const engine = await createEngine({ flows: [chain] });
    const run = async (): Promise<void> => {
      const started = await engine.start(chain, 0);
      started.events$.subscribe(() => {});
      started.outputs$.subscribe(() => {});
      await started.result();
    };
    return { name: 'a step with retry, timeout, events and an output', units: 100, run, end: () => engine.stop() };
  },
  P3: async () => {
    const fan = fanOutOf(100);
    const engine = await createEngine({ flows: [fan] });
    return { name: 'a branch of 100', units: 100, run: () => engine.run(fan, 0), end: () => engine.stop() };
  },
  D2: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
    const chain = chainOf(Increment, 10);
    // Without a renewal of the lease in between.
    const storage = sqliteStorage({ file: join(folder, 'runs.db'), synchronous: 'NORMAL' });
    const engine = await createEngine({ flows: [chain], storage, lease: '1h' });
    const end = async (): Promise<void> => {
      await engine.stop();
      rmSync(folder, { recursive: true });
    };
    return { name: 'a step on SQLite, 16 runs of 10', units: 160, run: () => together(engine, chain, 16), end };
  },
};
