import {
  type ContextOf,
  createEngine,
  type Engine,
  exit,
  flow,
  flowOf,
  fn,
  MachineStep,
  MillraceError,
  Step,
  signal,
  waitFor,
} from 'millrace';
import { memoryStorage, type Storage } from 'millrace/storage';
import type { FeedEntry, FeedOptions } from 'millrace/types';

@Step()
class Tick extends MachineStep<number, number, { tick: number }> {
  execute(n: number, ctx: ContextOf<this>) {
    for (let i = 0; i < n; i += 1) ctx.emit('tick', i);
    return n;
  }
}

const ticking = flowOf('ticking', Tick);

const go = signal<number>('go');
const { to, wire } = flow('pausing').nodes({ tick: Tick, wait: waitFor(go), more: Tick, done: exit<number>() });
const pausing = wire('tick', { tick: to.wait, wait: to.more, more: to.done });

interface Fed {
  readonly feed: (options?: FeedOptions) => AsyncIterable<FeedEntry>;
}

async function read(run: Fed, after?: string): Promise<readonly FeedEntry[]> {
  const entries: FeedEntry[] = [];
  for await (const entry of run.feed({ after })) entries.push(entry);
  return entries;
}

const ticksIn = (entries: readonly FeedEntry[]) =>
  entries.flatMap((entry) => (entry.kind === 'output' ? [entry.output.value] : []));

const engines: Engine[] = [];
afterEach(() => Promise.all(engines.splice(0).map((engine) => engine.stop({ graceMs: 0 }))));

async function engineWith(options: {
  readonly storage?: Storage;
  readonly retainedEvents?: number;
  readonly retainedRuns?: number;
}) {
  const { storage, ...rest } = options;
  const engine = await (storage ? createEngine({ ...rest, storage }) : createEngine(rest));
  engines.push(engine);
  await engine.register(ticking, pausing);
  return engine;
}

describe.each([
  ['in memory', () => undefined],
  ['with a storage', () => memoryStorage()],
])('the feed of a run %s', (_, make) => {
  const create = (options: { readonly retainedEvents?: number; readonly retainedRuns?: number } = {}) => {
    const storage = make();
    return engineWith({ ...options, ...(storage && { storage }) });
  };

  it('has the outputs from the first subscription on, also when nobody listens any more', async () => {
    const engine = await create();
    const run = await engine.start(pausing, 2);
    const subscription = run.outputs$.subscribe();
    const feed = run.feed()[Symbol.asyncIterator]();
    while ((await feed.next()).value?.kind !== 'output');
    await feed.return?.();
    subscription.unsubscribe();
    await engine.signal({ runId: run.id }, go, 3);
    await run.result();
    expect(ticksIn(await read(run))).toEqual([0, 1, 0, 1, 2]);
  });

  it('keeps the outputs of ended runs within the limit of one run, the latest first', async () => {
    const engine = await create({ retainedEvents: 10 });
    const asked = await engine.start(ticking, 3, { retainedEvents: 20 });
    await asked.result();
    const runs = [];
    for (let count = 0; count < 5; count += 1) {
      const run = await engine.start(ticking, 4);
      run.outputs$.subscribe();
      await run.result();
      runs.push(run);
    }
    const ticks = await Promise.all([asked, ...runs].map(async (run) => ticksIn(await read(run)).length));
    expect(ticks[0]).toBe(3);
    expect(ticks[1]).toBe(0);
    expect(ticks.at(-1)).toBe(4);
  });

  it('answers overlapping requests in order', async () => {
    const engine = await create();
    const run = await engine.start(ticking, 1, { retainedEvents: 20 });
    const feed = run.feed()[Symbol.asyncIterator]();
    const asked = Array.from({ length: 9 }, () => feed.next());
    const positions = (await Promise.all(asked)).flatMap(({ done, value }) => (done ? [] : [value.position]));
    expect(positions).toEqual(['1', '2', '3', '3.1', '4', '5', '6']);
  });

  it('fails for a run that there is not', async () => {
    const engine = await create({ retainedRuns: 0 });
    const run = await engine.start(ticking, 1, { id: 'gone' });
    await run.result();
    if ('purge' in engine) await (engine as { purge: (options: object) => Promise<unknown> }).purge({ olderThan: 0 });
    await expect(read(run)).rejects.toMatchObject({ code: 'UNKNOWN_RUN' });
  });
});

describe('the feed of a run in memory', () => {
  it('has a snapshot in the place of events that are no longer kept', async () => {
    const engine = await engineWith({});
    const run = await engine.start(ticking, 1, { retainedEvents: 2 });
    await run.result();
    const whole = await read(run);
    expect(whole.map(({ position }) => position)).toEqual(['3.1', '4', '5', '6']);
    expect(whole[1]).toMatchObject({ event: { type: 'run.snapshot', data: { missed: 4 } } });
    const [later] = await read(run, '3.1');
    expect(later).toMatchObject({ event: { type: 'run.snapshot', data: { missed: 1 } } });
  });
});

describe('the feed of a run with a storage', () => {
  it('keeps the outputs of runs that asked for it, of as many as the engine retains', async () => {
    const engine = await engineWith({ storage: memoryStorage(), retainedRuns: 2 });
    const runs = [];
    for (let count = 0; count < 3; count += 1) {
      const run = await engine.start(ticking, 2, { retainedEvents: 10 });
      await run.result();
      runs.push(run);
    }
    const ticks = await Promise.all(runs.map(async (run) => ticksIn(await read(run))));
    expect(ticks).toEqual([[], [0, 1], [0, 1]]);
  });

  it('has the outputs of both lives of a run that is tried again', async () => {
    let fails = true;
    @Step()
    class Flaky extends MachineStep<number, number, { tick: string }> {
      execute(n: number, ctx: ContextOf<this>) {
        ctx.emit('tick', fails ? 'before' : 'after');
        if (fails) throw new MillraceError('ABORTED', 'not yet');
        return n;
      }
    }
    const flaky = flowOf('flaky', Flaky);
    const engine = await createEngine({ storage: memoryStorage(), flows: [flaky] });
    engines.push(engine);
    const run = await engine.start(flaky, 1, { retainedEvents: 20 });
    await expect(run.result()).rejects.toThrow('not yet');
    const failed = await read(run);
    expect(ticksIn(failed)).toEqual(['before']);
    fails = false;
    const again = await engine.redrive(run.id);
    await again.result();
    expect(ticksIn(await read(run))).toEqual(['before', 'after']);
    expect(ticksIn(await read(run, failed.at(-1)?.position))).toEqual(['after']);
  });

  it('fails while the storage cannot be reached, and goes on from its last position', async () => {
    const storage = memoryStorage();
    const engine = await engineWith({ storage });
    const run = await engine.start(ticking, 1, { retainedEvents: 20 });
    await run.result();
    const whole = await read(run);
    const journal = jest
      .spyOn(storage, 'journal')
      .mockRejectedValueOnce(new MillraceError('STORAGE_UNAVAILABLE', 'down'));
    await expect(read(run, '3')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    journal.mockRestore();
    expect(await read(run, '3')).toEqual(whole.slice(3));
  });

  it('does not ask the storage for each output', async () => {
    const storage = memoryStorage();
    let emit = (_: number): void => undefined;
    let finish = (): void => undefined;
    @Step()
    class Slow extends MachineStep<number, number, { tick: number }> {
      execute(n: number, ctx: ContextOf<this>) {
        emit = (tick) => {
          ctx.emit('tick', tick);
        };
        return new Promise<number>((resolve) => {
          finish = () => {
            resolve(n);
          };
          emit(0);
        });
      }
    }
    const slow = flowOf('slow', Slow);
    const engine = await createEngine({ storage, flows: [slow] });
    engines.push(engine);
    const run = await engine.start(slow, 1);
    const feed = (run as Fed).feed()[Symbol.asyncIterator]();
    const nextTick = async () => {
      for (let next = await feed.next(); next.done !== true; next = await feed.next()) {
        const entry: FeedEntry = next.value;
        if (entry.kind === 'output') return entry.output.value;
      }
      return undefined;
    };
    expect(await nextTick()).toBe(0);
    const asked = [jest.spyOn(storage, 'find'), jest.spyOn(storage, 'journal')];
    for (let tick = 1; tick <= 20; tick += 1) {
      const next = nextTick();
      await new Promise(setImmediate);
      emit(tick);
      expect(await next).toBe(tick);
    }
    // The first wait may ask once whether there are events.
    expect(asked[1]?.mock.calls.length).toBeLessThanOrEqual(1);
    finish();
    await run.result();
    await feed.return?.();
  });

  it('never gives an output before the event that it follows', async () => {
    const slow = memoryStorage();
    const commit = slow.commit.bind(slow);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const both = flow('both').nodes({
      first: fn('first', (n: number) => n),
      tick: Tick,
      done: exit<number>(),
    });
    const engine = await createEngine({ storage: slow, flows: [] });
    engines.push(engine);
    const inOrder = both.wire('first', { first: both.to.tick, tick: both.to.done });
    const run = await engine.start(inOrder, 2, { retainedEvents: 20 });
    jest.spyOn(slow, 'commit').mockImplementation(async (request) => {
      await held;
      return commit(request);
    });
    setImmediate(release);
    const entries = await read(run);
    let seq = 0;
    for (const entry of entries)
      if (entry.kind === 'event') seq = entry.event.seq;
      else expect(entry.output.seq).toBe(seq);
    expect(ticksIn(entries)).toEqual([0, 1]);
  });
});
