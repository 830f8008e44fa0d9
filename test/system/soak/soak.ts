import { createEngine, type Engine, type Storage, systemClock } from 'millrace';
import { long, next, ROUNDS, short } from './flows';
import { CountingClock, type Sample, sampleOf } from './sample';
import { growths } from './verdict';

/** The number of short runs that are executed at the same time. */
const AT_ONCE = 200;

/** The size of a soak. */
export interface SoakOptions {
  readonly storage?: Storage | undefined;
  readonly short: number;
  readonly long: number;
  readonly onSample: (sample: Sample) => void;
}

/** What a soak has found. */
export interface SoakResult {
  /** Runs that ended otherwise than they should. */
  readonly wrongs: number;
  readonly growths: readonly string[];
}

/** Executes many short runs while long ones wait from round to round, and watches what the process holds. */
export async function soak({ storage, short: shorts, long: longs, onSample }: SoakOptions): Promise<SoakResult> {
  const clock = new CountingClock(systemClock);
  const { signal } = new AbortController();
  const before = sampleOf(0, clock, signal);
  const options = { clock, flows: [short, long] };
  const durable = storage && (await createEngine({ ...options, storage }));
  const engine: Engine = durable ?? (await createEngine(options));
  const ids = Array.from({ length: longs }, (_, index) => `long-${index}`);
  for (const id of ids) await engine.start(long, 0, { id, signal });
  const samples: Sample[] = [];
  let [wrongs, ended] = [0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let left = Math.ceil(shorts / ROUNDS); left > 0; left -= AT_ONCE) {
      const count = Math.min(left, AT_ONCE);
      const results = await Promise.all(Array.from({ length: count }, (_, n) => resultOf(engine, n, signal)));
      results.forEach((result, n) => {
        if (result !== 3 * n + 6) wrongs += 1;
      });
      ended += count;
    }
    // The ended runs of a storage go as they would with a retention.
    await durable?.purge({ olderThan: 0, flow: 'short' });
    if (round < ROUNDS - 1) for (const runId of ids) await engine.signal({ runId }, next, round + 1);
    const sample = sampleOf(ended, clock, signal);
    // The first rounds warm the process up.
    if (round > 1) samples.push(sample);
    onSample(sample);
  }
  const finished = ids.map(async (runId): Promise<unknown> => (await engine.get(runId))?.result());
  for (const runId of ids) await engine.signal({ runId }, next, ROUNDS);
  for (const result of await Promise.all(finished)) if (result !== ROUNDS) wrongs += 1;
  await engine.stop();
  const after = sampleOf(ended + longs, clock, signal);
  onSample(after);
  return { wrongs, growths: growths(before, samples, after) };
}

/** Runs a short flow; every tenth run is also started by its id and looked at. */
async function resultOf(engine: Engine, n: number, signal: AbortSignal): Promise<unknown> {
  if (n % 10 !== 0) return engine.run(short, n);
  const run = await engine.start(short, n, { signal });
  const subscription = run.events$.subscribe();
  const result = await run.result();
  subscription.unsubscribe();
  return result;
}
