import {
  type AnyFlow,
  all,
  choose,
  createEngine,
  type Engine,
  each,
  exit,
  flow,
  fn,
  race,
  repeat,
  route,
  type Storage,
  settle,
} from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { memoryStorage } from 'millrace/storage';
import { cases, fc } from '../../support/cases';
import { LONGEST_MS, SteppedTime } from '../../support/stepped-time';

/** Flows of quick steps, which return at once or after a microtask. */
function flowsOf(work: () => void): Readonly<Record<string, AnyFlow>> {
  const sync = fn('sync', (value: unknown) => {
    work();
    return value;
  });
  const settled = fn('settled', async (value: unknown) => {
    work();
    return value;
  });
  const list = fn('list', (count: unknown) => Array.from({ length: Number(count) }, (_, index) => index));
  const source = fn('source', function* (count: unknown): Generator<number> {
    for (let index = 0; index < Number(count); index += 1) {
      work();
      yield index;
    }
  } as (count: unknown) => unknown);
  const countdown = choose('countdown', (left: number) => {
    work();
    return left > 0 ? route('again', left - 1) : route('done', left);
  });
  const later = choose('later', async (left: number) => {
    work();
    return left > 0 ? route('again', left - 1) : route('done', left);
  });
  const single = (name: string, node: unknown): AnyFlow => {
    const { to, wire } = flow<number>(name).nodes({ first: node as typeof sync, done: exit<unknown>() });
    return wire('first', { first: to.done });
  };
  const before = (name: string, first: unknown, node: unknown): AnyFlow => {
    const { to, wire } = flow<number>(name).nodes({
      first: first as typeof sync,
      second: node as typeof sync,
      done: exit<unknown>(),
    });
    return wire('first', { first: to.second, second: to.done });
  };
  const stream = fn('stream', async function* (count: number) {
    for (let index = 0; index < count; index += 1) {
      work();
      yield index;
    }
    return count;
  });
  const loop = (name: string, body: typeof later): AnyFlow => {
    const { to, wire } = flow<number>(name).nodes({ loop: repeat(body, { max: 1e6 }), done: exit<unknown>() });
    return wire('loop', { loop: { done: to.done, exhausted: to.done } });
  };
  const rounds = (): AnyFlow => {
    const { to, wire } = flow<number>('rounds').nodes({ later, done: exit<unknown>() });
    return wire('later', { later: { again: to.later, done: to.done } });
  };
  return {
    loop: loop('loop', countdown),
    'loop of promises': loop('loop-of-promises', later),
    rounds: rounds(),
    stream: single('stream', stream),
    items: before('items', list, each(sync, { concurrency: 1 })),
    'many items': before('many-items', list, each(settled, { concurrency: 50 })),
    'pulled items': before('pulled-items', source, each(settled)),
    branches: single('branches', all({ a: sync, b: settled, c: all({ d: sync, e: settled }) })),
    race: single('race', settle({ a: settled, b: race({ c: sync, d: settled }) })),
    step: single('step', settled),
  };
}

const storages: Readonly<Record<string, () => Storage | undefined>> = {
  'no storage': () => undefined,
  'memory storage': () => memoryStorage(),
  SQLite: () => sqliteStorage(':memory:'),
};

describe.each(Object.entries(storages))('an engine with %s and quick steps', (name, storageOf) => {
  // A journal takes no generator.
  const shapes = Object.keys(flowsOf(() => undefined)).filter(
    (shape) => shape !== 'pulled items' || name === 'no storage',
  );
  let engine: Engine | undefined;
  let time: SteppedTime;
  beforeEach(() => {
    time = new SteppedTime();
  });
  afterEach(async () => {
    time.stop();
    await engine?.stop({ graceMs: 0 });
  });

  async function start(flows: Readonly<Record<string, AnyFlow>>): Promise<Engine> {
    const storage = storageOf();
    const options = { clock: time.clock, flows: Object.values(flows) };
    engine = await createEngine(storage ? { ...options, storage } : options);
    return engine;
  }

  it('gives the event loop a turn in time, for every shape of flow', async () => {
    const shapeOf = fc.constantFrom(...shapes);
    const load = fc.array(fc.tuple(shapeOf, fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(load, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), async (runs, costs) => {
        time.stop();
        time = new SteppedTime();
        const flows = flowsOf(() => {
          time.work(costs.next().value ?? 0);
        });
        const started = await start(flows);
        await Promise.all(runs.map(([shape, size]) => started.run(flows[shape] as AnyFlow, size as never)));
        time.stop();
        await started.stop();
        expect(time.longest).toBeLessThanOrEqual(LONGEST_MS);
      }),
      { numRuns: cases(15) },
    );
  });

  it('begins no step of a run that was cancelled while it waited for its turn', async () => {
    let steps = 0;
    const flows = flowsOf(() => {
      steps += 1;
      time.work(1);
    });
    const started = await start(flows);
    const run = await started.start(flows['loop'] as AnyFlow, 100_000 as never);
    while (steps < 100) await new Promise(setImmediate);
    await run.cancel({ reason: 'enough' });
    await expect(run.result()).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
    const counted = steps;
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    expect(steps).toBe(counted);
  });

  it('lets a short run end while others never wait', async () => {
    const flows = flowsOf(() => {
      time.work(0.5);
    });
    const started = await start(flows);
    const loops = await Promise.all(
      Array.from({ length: 20 }, () => started.start(flows['loop'] as AnyFlow, 1_000_000 as never)),
    );
    await expect(started.run(flows['step'] as AnyFlow, 1 as never)).resolves.toBe(1);
    await Promise.all(loops.map((loop) => loop.cancel({ reason: 'enough' })));
    await Promise.allSettled(loops.map((loop) => loop.result()));
  });
});
