import {
  BatchError,
  type BatchProgress,
  BatchStep,
  choose,
  createEngine,
  type Engine,
  each,
  exit,
  type FailureRecord,
  flow,
  fn,
  key,
  node,
  type RunFailedError,
  route,
  Step,
  type StepFailure,
} from 'millrace';
import { rateLimit } from 'millrace/resilience';
import { VirtualClock } from 'millrace/testing';

let clock: VirtualClock;
let engine: Engine;
beforeEach(async () => {
  clock = new VirtualClock({ start: 1_000_000 });
  engine = await createEngine({ clock, random: () => 0.5 });
});
afterEach(() => engine.stop({ graceMs: 0 }));

const double = fn('double', (n: number) => n * 2);

/** A source that says what it was asked for. */
function counting(last: number) {
  const log: string[] = [];
  async function* source() {
    try {
      for (let n = 1; n <= last; n += 1) {
        log.push(`gives ${n}`);
        yield await Promise.resolve(n);
      }
      log.push('ends');
    } finally {
      log.push('cleans up');
    }
  }
  return { log, items: source() };
}

describe('each', () => {
  it('takes a list, a set, a generator and an asynchronous one', async () => {
    const draft = flow('sources').nodes({ all: each(double), done: exit<readonly number[]>() });
    const doubled = draft.wire('all', { all: draft.to.done });
    const lists = [[1, 2], new Set([1, 2]), [1, 2].values(), counting(2).items];
    for (const items of lists) expect(await engine.run(doubled, items)).toEqual([2, 4]);
  });

  it('pulls a source only as fast as its items are processed', async () => {
    const { log, items } = counting(4);
    const open: (() => void)[] = [];
    const wait = fn('wait', async (n: number) => {
      log.push(`starts ${n}`);
      await new Promise<void>((resolve) => open.push(resolve));
    });
    const draft = flow('slow').nodes({ all: each(wait, { concurrency: 2 }), done: exit<readonly unknown[]>() });
    const run = await engine.start(draft.wire('all', { all: draft.to.done }), items);
    await clock.settle();
    expect(log).toEqual(['gives 1', 'starts 1', 'gives 2', 'starts 2']);
    open.shift()?.();
    await clock.settle();
    expect(log.slice(4)).toEqual(['gives 3', 'starts 3']);
    for (let turn = 0; turn < 3; turn += 1) {
      open.shift()?.();
      await clock.settle();
    }
    await run.result();
    expect(log.slice(6)).toEqual(['gives 4', 'starts 4', 'ends', 'cleans up']);
  });

  it('says so of a generator that comes to it a second time', async () => {
    const draft = flow('twice').nodes({ all: each(double), done: exit<readonly number[]>() });
    const twice = draft.wire('all', { all: draft.to.done });
    const { items } = counting(2);
    expect(await engine.run(twice, items)).toEqual([2, 4]);
    await expect(engine.run(twice, items)).rejects.toMatchObject({
      failure: { code: 'NOT_A_LIST', message: expect.stringContaining('has been iterated before') as string },
    });
  });

  it('lets a source clean up when an item fails, the run is cancelled, or the engine stops', async () => {
    const forever = async () => new Promise<never>(() => undefined);
    const wait = fn('wait', (n: number) => (n === 2 ? forever() : Promise.reject(new Error('broken'))));
    const draft = flow('broken').nodes({ all: each(wait, { concurrency: 1 }), done: exit<readonly unknown[]>() });
    const one = draft.wire('all', { all: draft.to.done });
    const failing = counting(9);
    await expect(engine.run(one, failing.items)).rejects.toThrow('item 0 of "all" failed: broken');
    await clock.settle();
    expect(failing.log).toEqual(['gives 1', 'cleans up']);
    const stay = flow('stay').nodes({ all: each(fn('stay', forever)), done: exit<readonly unknown[]>() });
    const stuck = stay.wire('all', { all: stay.to.done });
    const cancelled = counting(1);
    const run = await engine.start(stuck, cancelled.items);
    await clock.settle();
    await run.cancel();
    expect(cancelled.log).toEqual(['gives 1', 'ends', 'cleans up']);
    const two = flow('two').nodes({
      all: each(fn('stay', forever), { concurrency: 1 }),
      done: exit<readonly unknown[]>(),
    });
    const stopped = counting(3);
    await engine.start(two.wire('all', { all: two.to.done }), stopped.items);
    await clock.settle();
    await engine.stop({ graceMs: 0 });
    await clock.settle();
    expect(stopped.log).toEqual(['gives 1', 'cleans up']);
  });

  it('takes a source of its own each time a run comes to it, or to another', async () => {
    const draft = flow('again').nodes({
      first: each(double),
      more: fn('more', (doubled: readonly number[]) => new Set(doubled)),
      second: each(double),
      enough: choose('enough', (doubled: readonly number[]) =>
        (doubled[0] ?? 0) < 50 ? route('no', new Set(doubled)) : route('yes', doubled),
      ),
      done: exit<readonly number[]>(),
    });
    const { to } = draft;
    const again = draft.wire('first', {
      first: to.more,
      more: to.second,
      second: to.enough,
      enough: { yes: to.done, no: to.second },
    });
    expect(await engine.run(again, new Set([3, 4]))).toEqual([96, 128]);
  });

  it('lets the event loop have a turn while a source that never waits gives its items', async () => {
    function* endless() {
      for (let n = 0; ; n += 1) yield n;
    }
    const draft = flow('endless').nodes({ all: each(double), done: exit<readonly number[]>() });
    const run = await engine.start(draft.wire('all', { all: draft.to.done }), endless());
    await new Promise(setImmediate);
    await run.cancel({ reason: 'enough of it' });
    expect(await run.status()).toBe('cancelled');
  });

  it('asks a source for nothing more once it is closed, in the middle of a chunk as well', async () => {
    let asked = 0;
    const give: (() => void)[] = [];
    const items = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          asked += 1;
          await new Promise<void>((resolve) => give.push(resolve));
          return { done: false as const, value: asked };
        },
      }),
    };
    const sum = fn('sum', (chunk: readonly number[]) => chunk.length);
    const draft = flow('chunk').nodes({ sums: each(sum, { chunk: 5 }), done: exit<readonly number[]>() });
    const run = await engine.start(draft.wire('sums', { sums: draft.to.done }), items);
    await clock.settle();
    give.shift()?.();
    await clock.settle();
    await run.cancel();
    give.shift()?.();
    await clock.settle();
    expect(asked).toBe(2);
  });

  it('does not take a source for ended that was closed because the engine stopped', async () => {
    let end!: (result: IteratorReturnResult<undefined>) => void;
    const events: AsyncIterableIterator<number> = {
      next: () => new Promise((resolve) => (end = resolve)),
      return: () => {
        end({ done: true, value: undefined });
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]: () => events,
    };
    const draft = flow('cut-off').nodes({ all: each(double), done: exit<readonly number[]>() });
    const run = await engine.start(draft.wire('all', { all: draft.to.done }), events);
    await clock.settle();
    await engine.stop({ graceMs: 0 });
    await clock.settle();
    expect(await run.status()).not.toBe('completed');
  });

  it('does not ask a source to clean up that has failed itself', async () => {
    let returned = 0;
    const torn = {
      next: () => Promise.reject(new Error('the tape is torn')),
      return: () => {
        returned += 1;
        return Promise.resolve({ done: true as const, value: undefined });
      },
    };
    const draft = flow('torn-once').nodes({ all: each(double), done: exit<readonly number[]>() });
    const run = engine.run(draft.wire('all', { all: draft.to.done }), { [Symbol.asyncIterator]: () => torn });
    await expect(run).rejects.toThrow('the tape is torn');
    await clock.settle();
    expect(returned).toBe(0);
  });

  it('fails with what its source throws', async () => {
    function* broken() {
      yield 1;
      throw new Error('the tape is torn');
    }
    const draft = flow('torn').nodes({
      all: each(double),
      done: exit<unknown>(),
      failed: exit<StepFailure<unknown>>(),
    });
    const torn = draft.wire('all', { all: { next: draft.to.done, error: draft.to.failed } });
    expect(await engine.run(torn, broken())).toMatchObject({
      action: 'failed',
      value: { failure: { message: 'the tape is torn' } },
    });
  });

  it.each([
    ['a text', 'abc'],
    ['a number', 5],
    ['a record', { a: 1 }],
    ['nothing', null],
  ])('refuses %s, which gives no items', async (_, items) => {
    const draft = flow('no-list').nodes({ all: each(double), done: exit<readonly number[]>() });
    const run = engine.run(draft.wire('all', { all: draft.to.done }), items as never);
    await expect(run).rejects.toMatchObject({ failure: { code: 'NOT_A_LIST' } });
  });

  it('refuses a source where values are treated as a journal would, and takes one that a step hands on elsewhere', async () => {
    const strict = await createEngine({ strict: true });
    const draft = flow('journaled').nodes({ all: each(double), done: exit<readonly number[]>() });
    const journaled = draft.wire('all', { all: draft.to.done });
    await expect(strict.run(journaled, counting(2).items)).rejects.toMatchObject({
      code: 'NOT_SERIALISABLE',
      message: expect.stringContaining('yields items one by one and could not be opened again') as string,
    });
    expect(await strict.run(journaled, [1, 2])).toEqual([2, 4]);
    const handing = flow('handing').nodes({
      open: fn('open', (last: number) => ({ [Symbol.asyncIterator]: () => counting(last).items })),
      all: each(double),
      done: exit<readonly number[]>(),
    });
    const { to } = handing;
    const handed = handing.wire('open', { open: to.all, all: to.done });
    expect(await engine.run(handed, 2)).toEqual([2, 4]);
    await expect(strict.run(handed, 2)).rejects.toMatchObject({ failure: { code: 'NOT_SERIALISABLE' } });
  });

  it('gives its body chunks of a list and of a source', async () => {
    const sum = fn('sum', (chunk: readonly number[]) => chunk.reduce((total, n) => total + n, 0));
    const draft = flow('chunks').nodes({ sums: each(sum, { chunk: 2 }), done: exit<readonly number[]>() });
    const sums = draft.wire('sums', { sums: draft.to.done });
    expect(await engine.run(sums, [1, 2, 3, 4, 5])).toEqual([3, 7, 5]);
    expect(await engine.run(sums, counting(5).items)).toEqual([3, 7, 5]);
  });

  it('starts so many items per time, whether they are a list or come from a source', async () => {
    const started: number[] = [];
    const note = fn('note', (n: number) => {
      started.push(n);
      return n;
    });
    const draft = flow('paced').nodes({
      all: each(note, { limit: rateLimit({ permits: 1, per: 100 }), concurrency: 5 }),
      done: exit<readonly number[]>(),
    });
    const paced = draft.wire('all', { all: draft.to.done });
    const list = engine.run(paced, [1, 2, 3]);
    await clock.settle();
    expect(started).toEqual([1]);
    await clock.advance(100);
    expect(started).toEqual([1, 2]);
    await clock.advance(100);
    expect(await list).toEqual([1, 2, 3]);
    const source = engine.run(paced, counting(2).items);
    await clock.settle();
    expect(started).toEqual([1, 2, 3]);
    await clock.advance(200);
    expect(await source).toEqual([1, 2]);
    expect(engine.resilience().limits).toMatchObject({ 'each(note).limit': { waiting: 0 } });
  });

  it('that waits for its limit is given up when the run is cancelled or its deadline is over', async () => {
    const started: number[] = [];
    const note = fn('note', (n: number) => started.push(n));
    const draft = flow('paced-out').nodes({
      all: node(each(note, { limit: rateLimit({ permits: 1, per: '1h', name: 'slow' }) }), { deadline: 500 }),
      done: exit<readonly number[]>(),
      failed: exit<StepFailure<unknown>>(),
    });
    const paced = draft.wire('all', { all: { next: draft.to.done, error: draft.to.failed } });
    const late = engine.run(paced, [1, 2]);
    await clock.advance(500);
    expect(await late).toMatchObject({ action: 'failed', value: { failure: { code: 'DEADLINE_EXCEEDED' } } });
    const cancelled = await engine.start(paced, [3]);
    await clock.settle();
    await cancelled.cancel();
    expect(await cancelled.status()).toBe('cancelled');
    expect(started).toEqual([1]);
    expect(engine.resilience().limits).toMatchObject({ slow: { waiting: 0 } });
  });

  it('refuses a limit that is none, by its name', () => {
    expect(() => each(double, { limit: 5 as never })).toThrow('each(): limit: expected perSecond(50)');
  });

  it('tells its progress on a channel', async () => {
    const picky = fn('picky', (n: number) => (n === 2 ? Promise.reject(new Error('no')) : n));
    const draft = flow('telling').nodes({
      all: each(picky, { progress: true, onError: 'collect', concurrency: 1 }),
      done: exit<readonly unknown[]>(),
    });
    const run = await engine.start(draft.wire('all', { all: draft.to.done }), [1, 2, 3]);
    const seen: BatchProgress[] = [];
    run.output('progress').subscribe((progress) => seen.push(progress));
    const heads: string[] = [];
    run.outputs$.subscribe(({ node: name, path, channel }) => heads.push(`${name} ${path} ${channel}`));
    await run.result();
    expect(seen).toEqual([
      { ended: 1, failed: 0, total: 3 },
      { ended: 2, failed: 1, total: 3 },
      { ended: 3, failed: 1, total: 3 },
    ]);
    expect(new Set(heads)).toEqual(new Set(['all all#1 progress']));
  });

  it('repeats and limits each item by itself', async () => {
    const attempts = new Map<number, number>();
    const shaky = fn('shaky', async (n: number) => {
      const attempt = (attempts.get(n) ?? 0) + 1;
      attempts.set(n, attempt);
      if (n === 1 && attempt < 3) throw new Error('again');
      if (n === 2) await new Promise(() => undefined);
      return n;
    });
    const draft = flow('shaky').nodes({
      all: each(node(shaky, { retry: { maxAttempts: 3, initial: 10, jitter: false }, timeout: 50 }), {
        onError: 'collect',
      }),
      done: exit<readonly unknown[]>(),
    });
    const result = engine.run(draft.wire('all', { all: draft.to.done }), [0, 1, 2]);
    await clock.advance(500);
    expect(await result).toMatchObject([{ value: 0 }, { value: 1 }, { ok: false, failure: { code: 'TIMEOUT' } }]);
    expect([...attempts]).toEqual([
      [0, 1],
      [1, 3],
      [2, 3],
    ]);
  });

  it('runs a flow for each item on a copy of the shared store', async () => {
    const count = key('count', 0);
    const inner = flow('inner').nodes({
      add: fn('add', (n: number, { shared }) => {
        shared.set(count, shared.get(count) + n);
        return shared.get(count);
      }),
      out: exit<number>(),
    });
    const draft = flow('copies').nodes({
      seed: fn('seed', (list: readonly number[], { shared }) => {
        shared.set(count, 100);
        return list;
      }),
      all: each(inner.wire('add', { add: inner.to.out }), { isolated: true }),
      read: fn('read', (seen: readonly number[], { shared }) => [...seen, shared.get(count)]),
      done: exit<readonly number[]>(),
    });
    const { to } = draft;
    const copies = draft.wire('seed', { seed: to.all, all: to.read, read: to.done });
    expect(await engine.run(copies, [1, 2, 3])).toEqual([101, 102, 103, 100]);
  });
});

describe('failed items', () => {
  const odd = fn('odd', (n: number) => {
    if (n % 2 === 0) throw Object.assign(new Error(`${n} is even`), { code: 'EVEN' });
    return n;
  });

  async function failure(onError: 'stop' | 'finish', items: readonly number[]): Promise<FailureRecord> {
    const draft = flow(`odd-${onError}`).nodes({ all: each(odd, { onError }), done: exit<readonly number[]>() });
    return engine.run(draft.wire('all', { all: draft.to.done }), items).then(
      () => Promise.reject(new Error('it should have failed')),
      (error: unknown) => (error as RunFailedError).failure,
    );
  }

  it('are found by the number of the item', async () => {
    const batch = BatchError.of(await failure('finish', [1, 2, 3, 4]));
    expect(batch).toBeInstanceOf(BatchError);
    expect([...(batch?.items ?? [])].map(([item, { code, message }]) => [item, code, message])).toEqual([
      [1, 'EVEN', '2 is even'],
      [3, 'EVEN', '4 is even'],
    ]);
    expect(batch?.message).toBe('2 items, the first of them item 1 of "all" failed: 2 is even');
  });

  it('end the node at once by default, and what is not started is not executed', async () => {
    const batch = BatchError.of(await failure('stop', [1, 2, 3, 4]));
    expect([...(batch?.items.keys() ?? [])]).toEqual([1]);
  });

  it('are none where the failure is another', () => {
    expect(BatchError.of({ name: 'Error', code: 'OTHER', message: '', retryable: false })).toBeUndefined();
  });

  it('may be anything that was thrown', async () => {
    const strange = fn('strange', (n: number): number => {
      throw n;
    });
    const draft = flow('strange').nodes({ all: each(strange), done: exit<readonly number[]>() });
    const run = engine.run(draft.wire('all', { all: draft.to.done }), [7]);
    await expect(run).rejects.toMatchObject({ failure: { cause: { name: 'NonError', message: '7' } } });
  });
});

describe('a batch step', () => {
  it('takes a source, tells its progress, and lets all items end before it fails', async () => {
    @Step({ concurrency: 1, onError: 'finish', progress: true })
    class Pick extends BatchStep<number, number, { progress: BatchProgress }> {
      execute(n: number) {
        return n > 1 ? Promise.reject(new Error(`not ${n}`)) : n;
      }
    }
    const draft = flow('picking').nodes({ pick: Pick, done: exit<readonly number[]>() });
    const run = await engine.start(draft.wire('pick', { pick: draft.to.done }), counting(3).items);
    const seen: BatchProgress[] = [];
    run.output('progress').subscribe((progress) => seen.push(progress));
    const error: RunFailedError = (await run
      .result()
      .catch((thrown: unknown) => thrown as RunFailedError)) as RunFailedError;
    expect([...(BatchError.of(error.failure)?.items.keys() ?? [])]).toEqual([1, 2]);
    expect(seen).toEqual([
      { ended: 1, failed: 0, total: undefined },
      { ended: 2, failed: 1, total: undefined },
      { ended: 3, failed: 2, total: undefined },
    ]);
  });
});

it('ten thousand items at a concurrency of one hundred never have more than so many at work', async () => {
  let now = 0;
  let most = 0;
  const work = fn('work', async (n: number) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise(setImmediate);
    now -= 1;
    return n;
  });
  const draft = flow('many').nodes({ all: each(work, { concurrency: 100 }), done: exit<readonly number[]>() });
  const { items } = counting(10_000);
  expect(await engine.run(draft.wire('all', { all: draft.to.done }), items)).toHaveLength(10_000);
  expect(most).toBeLessThanOrEqual(100);
  expect(most).toBeGreaterThan(1);
});
