import { createEngine, DefinitionError, type Engine, each, exit, flow, fn, node, pipe, ref } from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { ConcurrencyQueues } from '../../../../src/storage/adapter-kit';
import { fc } from '../../../support/cases';

let clock: VirtualClock;
let engine: Engine;
beforeEach(async () => {
  clock = new VirtualClock();
  engine = await createEngine({ clock });
});
afterEach(() => engine.stop({ graceMs: 0 }));

interface Job {
  readonly tenant: string;
  readonly id: number;
}

/** A step that notes when it starts, and ends when it is told to. */
function gate() {
  const started: string[] = [];
  const open = new Map<string, () => void>();
  const step = fn('work', async ({ tenant, id }: Job) => {
    const name = `${tenant}${id}`;
    started.push(name);
    await new Promise<void>((resolve) => open.set(name, resolve));
    return name;
  });
  const finish = async (name: string): Promise<void> => {
    open.get(name)?.();
    await clock.settle();
  };
  return { step, started, finish };
}

describe('a flow with a concurrency key', () => {
  it('runs so many at once for each key; the others are pending, first in, first out', async () => {
    const { step, started, finish } = gate();
    const draft = flow('sync', { concurrency: { limit: 1, key: (job: Job) => job.tenant } }).nodes({
      step,
      done: exit<string>(),
    });
    const sync = draft.wire('step', { step: draft.to.done });
    const jobs = ['a1', 'a2', 'b1', 'a3'].map((name) => ({ tenant: name.charAt(0), id: Number(name.charAt(1)) }));
    const runs = [];
    for (const job of jobs) runs.push(await engine.start(sync, job));
    await clock.settle();
    expect(started).toEqual(['a1', 'b1']);
    expect(await Promise.all(runs.map((run) => run.status()))).toEqual(['running', 'pending', 'running', 'pending']);
    await finish('a1');
    expect(started).toEqual(['a1', 'b1', 'a2']);
    await finish('a2');
    await finish('a3');
    await finish('b1');
    expect(await Promise.all(runs.map((run) => run.result()))).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('frees its slot when a run fails or is cancelled, and a cancelled run leaves the line', async () => {
    const { step, started, finish } = gate();
    const draft = flow('one', { concurrency: { limit: 1 } }).nodes({ step, done: exit<string>() });
    const one = draft.wire('step', { step: draft.to.done });
    const [first, second, third] = [
      await engine.start(one, { tenant: 'a', id: 1 }),
      await engine.start(one, { tenant: 'a', id: 2 }),
      await engine.start(one, { tenant: 'a', id: 3 }),
    ];
    await clock.settle();
    await second.cancel({ reason: 'not needed' });
    expect(await second.status()).toBe('cancelled');
    await first.cancel();
    await clock.settle();
    expect(started).toEqual(['a1', 'a3']);
    await finish('a3');
    expect(await third.result()).toBe('a3');
  });

  it('lets the keys take turns where all share a number of slots', async () => {
    const { step, started, finish } = gate();
    const draft = flow('shared', { concurrency: { limit: 2, total: 2, key: (job: Job) => job.tenant } }).nodes({
      step,
      done: exit<string>(),
    });
    const shared = draft.wire('step', { step: draft.to.done });
    for (const id of [1, 2, 3, 4]) await engine.start(shared, { tenant: 'a', id });
    await engine.start(shared, { tenant: 'b', id: 1 });
    await clock.settle();
    for (const name of ['a1', 'a2', 'b1', 'a3', 'a4']) await finish(name);
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
  });

  it('refuses a start whose key cannot be known, and nothing is left behind', async () => {
    const { step } = gate();
    const draft = flow('keyless', { concurrency: { limit: 1, key: (job: Job) => job.tenant.trim() } }).nodes({
      step,
      done: exit<string>(),
    });
    const keyless = draft.wire('step', { step: draft.to.done });
    const start = engine.start(keyless, {} as Job);
    await expect(start).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('concurrency.key of flow "keyless"') as string,
    });
    expect((await engine.list()).items).toEqual([]);
  });

  it('need not wait for itself when it calls itself', async () => {
    const draft = flow('down', { concurrency: { limit: 1 } }).nodes({
      less: fn('less', (n: number) => n - 1),
      again: ref<number, { readonly next: string }>('down-inner'),
      done: exit<string>(),
    });
    const inner = flow('down-inner').nodes({ step: fn('end', (n: number) => `at ${n}`), done: exit<string>() });
    const down = draft.wire('less', { less: draft.to.again, again: draft.to.done });
    await engine.register(inner.wire('step', { step: inner.to.done }), down);
    expect(await engine.run(down, 2)).toBe('at 1');
    const self = flow('self', { concurrency: { limit: 1 } }).nodes({
      again: ref<number, { readonly next: string }>('down'),
      done: exit<string>(),
    });
    expect(await engine.run(self.wire('again', { again: self.to.done }), 5)).toBe('at 4');
    const tree = flow('tree', { concurrency: { limit: 1 } }).nodes({
      split: fn('split', (n: number) => (n > 0 ? [n - 1, n - 1] : [])),
      parts: each(ref<number, { readonly next: number }>('tree')),
      count: fn('count', (parts: readonly number[]) => parts.reduce((sum, part) => sum + part, 1)),
      done: exit<number>(),
    });
    const { to } = tree;
    const counted = tree.wire('split', { split: to.parts, parts: to.count, count: to.done });
    expect(await engine.run(counted, 3)).toBe(15);
  });

  it('does not begin what is still in line when the engine stops', async () => {
    const { step, started } = gate();
    const draft = flow('stopping', { concurrency: { limit: 1 } }).nodes({ step, done: exit<string>() });
    const stopping = draft.wire('step', { step: draft.to.done });
    await engine.start(stopping, { tenant: 'a', id: 1 });
    const waiting = await engine.start(stopping, { tenant: 'a', id: 2 });
    const result = waiting.result();
    await clock.settle();
    await engine.stop({ graceMs: 0 });
    await expect(result).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
    expect(started).toEqual(['a1']);
  });

  it('leaves a run pending whose turn comes while the engine stops', async () => {
    const { step, finish } = gate();
    const draft = flow('stopping', { concurrency: { limit: 1 } }).nodes({ step, done: exit<string>() });
    const stopping = draft.wire('step', { step: draft.to.done });
    const first = await engine.start(stopping, { tenant: 'a', id: 1 });
    const waiting = await engine.start(stopping, { tenant: 'a', id: 2 });
    await clock.settle();
    const stopped = engine.stop({ graceMs: 1000 });
    await finish('a1');
    await stopped;
    expect(await Promise.all([first.status(), waiting.status()])).toEqual(['completed', 'pending']);
  });

  it('is never taken for a token of another run, whatever the ids of the runs are', async () => {
    const { step, started, finish } = gate();
    const line = { limit: 1, name: 'one' };
    const draft = flow('ids', { concurrency: line }).nodes({ step, done: exit<string>() });
    const inside = flow('inside').nodes({ step: node(step, { concurrency: line }), done: exit<string>() });
    await engine.start(inside.wire('step', { step: inside.to.done }), { tenant: 'a', id: 1 }, { id: 'r' });
    await clock.settle();
    await engine.start(draft.wire('step', { step: draft.to.done }), { tenant: 'b', id: 1 }, { id: 'r 1' });
    await clock.settle();
    await finish('a1');
    expect(started).toEqual(['a1', 'b1']);
  });
});

describe('a node with a concurrency key', () => {
  it('lets in so many visits of all runs, and those wait without executing anything', async () => {
    const { step, started, finish } = gate();
    const draft = flow('charging').nodes({
      charge: node(step, { concurrency: { limit: 1, key: ({ tenant }) => tenant } }),
      done: exit<string>(),
    });
    const charging = draft.wire('charge', { charge: draft.to.done });
    const first = await engine.start(charging, { tenant: 'a', id: 1 });
    const second = await engine.start(charging, { tenant: 'a', id: 2 });
    await clock.settle();
    expect([started, await second.status()]).toEqual([['a1'], 'waiting']);
    await finish('a1');
    expect(await first.result()).toBe('a1');
    expect(started).toEqual(['a1', 'a2']);
  });

  it('shares a line with whoever gives the same name', async () => {
    const { step, started, finish } = gate();
    const concurrency = { limit: 1, name: 'crm' };
    const a = flow('a').nodes({ call: node(step, { concurrency }), done: exit<string>() });
    const b = flow('b').nodes({
      call: node(
        pipe(
          step,
          fn('same', (name: string) => name),
        ),
        { concurrency },
      ),
      done: exit<string>(),
    });
    await engine.start(a.wire('call', { call: a.to.done }), { tenant: 'x', id: 1 });
    await engine.start(b.wire('call', { call: b.to.done }), { tenant: 'y', id: 1 });
    await clock.settle();
    expect(started).toEqual(['x1']);
    await finish('x1');
    expect(started).toEqual(['x1', 'y1']);
  });

  it('fails where the function throws or gives something else than a string or a number', async () => {
    for (const bad of [
      () => ({}) as never,
      () => Number.NaN,
      (): never => {
        throw new Error('oops');
      },
    ]) {
      const draft = flow(`bad-${bad.length}-${String(bad).length}`).nodes({
        step: node(
          fn('same', (n: number) => n),
          { concurrency: { limit: 1, key: bad } },
        ),
        done: exit<number>(),
      });
      await expect(engine.run(draft.wire('step', { step: draft.to.done }), 1)).rejects.toMatchObject({
        failure: {
          code: 'INVALID_OPTION',
          message: expect.stringContaining('concurrency.key of node "step"') as string,
        },
      });
    }
  });
});

describe('limits that cannot be', () => {
  const step = fn('same', (n: number) => n);

  it.each([
    [{ limit: 0 }, 'concurrency.limit'],
    [{ limit: 1.5 }, 'concurrency.limit'],
    [{ limit: 1, total: -1 }, 'concurrency.total'],
    [{ limit: 1, key: 'tenant' }, 'concurrency.key'],
    [{ limit: 1, name: '' }, 'concurrency.name'],
    [3, 'concurrency'],
    [{ limit: 1, keys: 'tenant' }, 'concurrency.keys'],
  ])('%j is refused where it is declared', (concurrency, option) => {
    for (const declare of [() => node(step, { concurrency } as never), () => flow('x', { concurrency } as never)]) {
      expect(declare).toThrow(DefinitionError);
      expect(declare).toThrow(`${option}: ${option.endsWith('keys') ? 'there is no such option' : 'expected'}`);
    }
  });

  it('one line with two sets of limits is refused when it is registered', async () => {
    const flowOf = (name: string, limit: number) => {
      const draft = flow(name).nodes({
        step: node(step, { concurrency: { limit, name: 'crm' } }),
        done: exit<number>(),
      });
      return draft.wire('step', { step: draft.to.done });
    };
    await engine.register(flowOf('x', 1));
    await expect(engine.register(flowOf('y', 2))).rejects.toThrow(
      'the queue "crm" has limit 1 elsewhere and limit 2 here; use the same limits for both, or another name for one',
    );
    await expect(engine.run(flowOf('z', 1), 1)).resolves.toBe(1);
  });
});

describe('lines, whoever comes and goes in whatever order,', () => {
  const action = fc.record({ holder: fc.nat(15), key: fc.constantFrom('a', 'b', 'c'), leave: fc.boolean() });

  it('never let in more than they may, keep the order within a key, and leave no slot unused that somebody waits for', () => {
    fc.assert(
      fc.property(
        fc.array(action, { maxLength: 80 }),
        fc.integer({ min: 1, max: 3 }),
        fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
        (actions, limit, total) => {
          const lines = new ConcurrencyQueues();
          const waiting: { holder: string; key: string }[] = [];
          const held: { holder: string; key: string }[] = [];
          const ofKey = (list: typeof held, key: string) => list.filter((one) => one.key === key);
          for (const { holder: number, key, leave } of actions) {
            const holder = `h${number}`;
            const known = [...waiting, ...held].find((one) => one.holder === holder);
            if (leave) {
              lines.release({ queue: 'l' }, holder);
              for (const list of [waiting, held]) {
                const index = list.findIndex((one) => one.holder === holder);
                if (index >= 0) list.splice(index, 1);
              }
            } else if (!known) {
              const entry = { holder, key };
              waiting.push(entry);
              lines.request({ queue: 'l', key, limit, total }, holder, () => {
                expect(ofKey(waiting, key)[0]).toBe(entry);
                waiting.splice(waiting.indexOf(entry), 1);
                held.push(entry);
              });
            }
            for (const name of ['a', 'b', 'c']) {
              expect(ofKey(held, name).length).toBeLessThanOrEqual(limit);
              const blocked = ofKey(held, name).length === limit || held.length === total;
              if (!blocked) expect(ofKey(waiting, name)).toEqual([]);
            }
            expect(held.length).toBeLessThanOrEqual(total ?? Number.POSITIVE_INFINITY);
          }
        },
      ),
    );
  });
});
