import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, exit, flow, unchecked } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { chainOf } from '../../flows/chain';
import { Increment } from '../../flows/increment';
import { together } from '../../flows/together';
import { go, waitingFlow } from '../../flows/waiting';
import type { GrowthCase, Sized } from './growth-case';

/** The number of runs that are prepared at once. */
const BATCH = 500;

/** What one run costs among others. */
export const amongRuns: readonly GrowthCase[] = [
  { unit: 'a run among waiting ones', isKept: true, make: waiting },
  { unit: 'a run on SQLite among ended ones', make: stored },
  { unit: 'a run among registered flows', isKept: true, make: registered },
];

async function waiting(size: number): Promise<Sized> {
  const waits = waitingFlow();
  const engine = await createEngine({ flows: [waits] });
  for (let count = 0; count < size; count += 1) await engine.start(waits, 0);
  const run = async (): Promise<void> => {
    const started = await engine.start(waits, 0);
    await engine.signal({ runId: started.id }, go, 1);
    await started.result();
  };
  return { run, end: () => engine.stop({ graceMs: 0 }) };
}

async function stored(size: number): Promise<Sized> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  const chain = chainOf(Increment, 3);
  const storage = sqliteStorage({ file: join(folder, 'runs.db'), synchronous: 'NORMAL' });
  const engine = await createEngine({ flows: [chain], storage });
  for (let count = 0; count < size; count += BATCH) await together(engine, chain, Math.min(BATCH, size - count));
  const end = async (): Promise<void> => {
    await engine.stop();
    rmSync(folder, { recursive: true });
  };
  return { run: () => engine.run(chain, 0), end };
}

async function registered(size: number): Promise<Sized> {
  const flows = Array.from({ length: size }, (_, index) => {
    const draft = flow(`flow-${index}`, { input: unchecked<number>() }).nodes({
      only: Increment,
      done: exit<number>(),
    });
    return draft.wire('only', { only: draft.to.done });
  });
  const engine = await createEngine({ flows });
  let next = 0;
  const run = async (): Promise<void> => {
    next = (next + 7919) % size;
    await (await engine.start(`flow-${next}`, 0)).result();
  };
  return { run, end: () => engine.stop() };
}
