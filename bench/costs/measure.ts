import { createHook } from 'node:async_hooks';
import { median } from '../harness/statistics';
import type { CostCase, Costs } from './case';

/** The number of calls before anything is counted: by then all code is compiled. */
const WARM_UP = 2000;
const SAMPLES = 9;
/** The least number of units of a sample: the heap grows by whole pages. */
const SAMPLE_UNITS = 20_000;

/** Counts what one unit of a case costs. Needs `--expose-gc`, and a young generation that holds a call. */
export async function costsOf({ units, run }: CostCase): Promise<Costs> {
  for (let call = 0; call < WARM_UP; call += 1) await run();
  const bytes: number[] = [];
  const calls = Math.ceil(SAMPLE_UNITS / units);
  for (let sample = 0; sample < SAMPLES; sample += 1) bytes.push((await bytesOf(run, calls)) / (calls * units));
  const { promises, timers } = await resourcesOf(run);
  return { promises: promises / units, timers: timers / units, bytes: median(bytes) };
}

/** Returns the bytes that calls allocate. The young generation holds them, so no collection takes place meanwhile. */
async function bytesOf(run: () => Promise<unknown>, calls: number): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('run this with --expose-gc');
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  for (let call = 0; call < calls; call += 1) await run();
  return process.memoryUsage().heapUsed - before;
}

/** Returns the numbers of promises and timers that a call makes. */
async function resourcesOf(
  run: () => Promise<unknown>,
): Promise<{ readonly promises: number; readonly timers: number }> {
  let [promises, timers] = [0, 0];
  const hook = createHook({
    init: (_, type) => {
      if (type === 'PROMISE') promises += 1;
      if (type === 'Timeout' || type === 'Immediate') timers += 1;
    },
  });
  hook.enable();
  await run();
  hook.disable();
  return { promises, timers };
}
