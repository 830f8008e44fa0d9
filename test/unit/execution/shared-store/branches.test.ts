import {
  all,
  any,
  createEngine,
  type Engine,
  each,
  exit,
  flow,
  fn,
  key,
  node,
  pipe,
  type Shared,
  type StepContext,
  settle,
  toFailure,
} from 'millrace';
import { type KeyOptions } from 'millrace/types';
import { mergedValues } from '../../../../src/execution/shared-store/merged-values';

let engine: Engine;
beforeEach(async () => {
  engine = await createEngine();
});
afterEach(() => engine.stop({ graceMs: 0 }));

type Use = (shared: Shared) => unknown;
const step = (name: string, use: Use) => fn(name, (_: unknown, { shared }: StepContext) => void use(shared));
const nothing = step('nothing', () => undefined);
const everything = fn('everything', (_: unknown, { shared }: StepContext) => shared.snapshot());

/** An engine has one flow of each name. */
let flows = 0;

/** What the store holds after something was done before, and then in two branches. */
async function storeAfter(before: Use, left: Use, right: Use): Promise<unknown> {
  flows += 1;
  const draft = flow(`branches-${flows}`).nodes({
    before: step('before', before),
    both: all({ left: pipe(nothing, step('left', left)), right: step('right', right) }),
    everything,
    done: exit<Readonly<Record<string, unknown>>>(),
  });
  const { to } = draft;
  const run = await engine.start(
    draft.wire('before', { before: to.both, both: to.everything, everything: to.done }),
    undefined,
  );
  return run.result();
}

const sum = { merge: (base: number, values: readonly number[]) => values.reduce((all, one) => all + one - base, base) };
const total = key('branches.total', 0, sum);
const names = key<readonly string[]>('branches.names', [], { merge: (_, values) => values.flat() });

describe('parallel branches', () => {
  it('see what was there before and their own writes; what is behind the join sees both', async () => {
    const seen: unknown[] = [];
    const result = await storeAfter(
      (shared) => shared.set('base', 1),
      (shared) => {
        shared.set('left', 1);
        seen.push(shared.keys());
      },
      (shared) => {
        shared.set('right', 1);
        seen.push(shared.keys());
      },
    );
    expect(seen).toEqual([
      ['base', 'right'],
      ['base', 'left'],
    ]);
    expect(result).toEqual({ base: 1, left: 1, right: 1 });
  });

  it('fail their join where two wrote a key, even the same value, and both are named', async () => {
    const write: Use = (shared) => shared.set('x', 1);
    await expect(storeAfter(() => undefined, write, write)).rejects.toMatchObject({
      failure: {
        code: 'STORE_CONFLICT',
        message: expect.stringContaining('the branches "left" and "right" of "both" both wrote the key "x"') as string,
      },
    });
  });

  it.each<[string, Use, Use]>([
    ['one wrote and another deleted', (shared) => shared.set('x', 2), (shared) => shared.delete('x')],
    ['two deleted', (shared) => shared.delete('x'), (shared) => shared.delete('x')],
    ['one cleared the store and another wrote', (shared) => shared.clear(), (shared) => shared.set('x', 2)],
  ])('fail their join where %s a key', async (_, left, right) => {
    await expect(storeAfter((shared) => shared.set('x', 1), left, right)).rejects.toMatchObject({
      failure: { code: 'STORE_CONFLICT', details: { key: 'x', branches: ['left', 'right'] } },
    });
  });

  it('hide from themselves what they delete; it is gone behind the join', async () => {
    let seen: unknown;
    const result = await storeAfter(
      (shared) => shared.merge({ x: 1, y: 1 }),
      (shared) => {
        shared.delete('x');
        seen = [shared.has('x'), shared.get('x'), shared.keys(), shared.size];
      },
      (shared) => shared.set('z', shared.has('x')),
    );
    expect(seen).toEqual([false, undefined, ['y'], 1]);
    expect(result).toEqual({ y: 1, z: true });
  });

  it('do not collide by deleting what is not there, or what they wrote themselves in the same step', async () => {
    const result = await storeAfter(
      () => undefined,
      (shared) => shared.delete('x'),
      (shared) => {
        shared.set('x', 1);
        shared.set('y', 1);
        shared.delete('y');
      },
    );
    expect(result).toEqual({ x: 1 });
  });

  it('are released with what they wrote, except for the one that counts', async () => {
    const draft = flow('losers').nodes({
      first: any({
        quick: step('quick', (shared) => shared.set('x', 'quick')),
        slow: pipe(
          step('slow', (shared) => shared.set('x', 'slow')),
          fn('waits', () => new Promise<number>(() => undefined)),
        ),
      }),
      everything,
      done: exit<Readonly<Record<string, unknown>>>(),
    });
    const { to } = draft;
    const all_ = draft.wire('first', { first: { quick: to.everything, slow: to.everything }, everything: to.done });
    await expect((await engine.start(all_, undefined)).result()).resolves.toEqual({ x: 'quick' });
  });

  it('of an isolated sub-flow see a copy, and their writes and deletes are dropped', async () => {
    const inside = flow('inside').nodes({
      change: step('change', (shared) => {
        shared.delete('x');
        shared.set('y', shared.size);
      }),
      look: everything,
      done: exit<Readonly<Record<string, unknown>>>(),
    });
    const draft = flow('outside').nodes({
      before: step('before', (shared) => shared.set('x', 1)),
      inside: node(inside.wire('change', { change: inside.to.look, look: inside.to.done }), { isolated: true }),
      look: fn('look', (copy: unknown, { shared }: StepContext) => [copy, shared.snapshot()]),
      done: exit<unknown[]>(),
    });
    const { to } = draft;
    const outside = draft.wire('before', { before: to.inside, inside: to.look, look: to.done });
    await expect((await engine.start(outside, undefined)).result()).resolves.toEqual([{ y: 0 }, { x: 1 }]);
  });
});

describe('a key with a merge function', () => {
  it('takes what was there and what each branch ended with, in branch order', async () => {
    const result = await storeAfter(
      (shared) => shared.set(total, 10),
      (shared) => {
        shared.update(total, (n) => n + 1);
        shared.update(total, (n) => n + 1);
        shared.set(names, ['left']);
      },
      (shared) => {
        shared.update(total, (n) => n + 5);
        shared.set(names, ['right']);
      },
    );
    expect(result).toEqual({ 'branches.total': 17, 'branches.names': ['left', 'right'] });
  });

  it('is not asked where only one branch wrote', async () => {
    const asked = jest.fn();
    const quiet = key('branches.quiet', 0, { merge: asked });
    const result = await storeAfter(
      () => undefined,
      (shared) => shared.set(quiet, 1),
      () => undefined,
    );
    expect([result, asked.mock.calls]).toEqual([{ 'branches.quiet': 1 }, []]);
  });

  it('takes its initial value for what was not there or was deleted', async () => {
    const seen: unknown[] = [];
    const least = key('branches.least', 7, {
      merge: (base, values) => {
        seen.push([base, values]);
        return -1;
      },
    });
    const result = await storeAfter(
      () => undefined,
      (shared) => shared.set(least, 1),
      (shared) => shared.set(least, 2),
    );
    await expect(
      storeAfter(
        (shared) => shared.set(least, 5),
        (shared) => shared.delete(least),
        (shared) => shared.set(least, 2),
      ),
    ).resolves.toEqual(result);
    expect(seen).toEqual([
      [7, [1, 2]],
      [5, [7, 2]],
    ]);
    expect(result).toEqual({ 'branches.least': -1 });
  });

  it('is the same whether it is written by the key or by its name', async () => {
    const result = await storeAfter(
      () => undefined,
      (shared) => shared.set('branches.total', 1),
      (shared) => shared.set(total, 2),
    );
    expect(result).toEqual({ 'branches.total': 3 });
  });

  it('gets copies: changing them in place changes nothing that is stored', async () => {
    const lists = key<number[]>('branches.lists', [], {
      merge: (base, values) => {
        base.push(99);
        for (const one of values) one.push(99);
        throw new Error('after all');
      },
    });
    const draft = flow('copies').nodes({
      before: step('before', (shared) => shared.set(lists, [0])),
      both: all({ a: step('a', (shared) => shared.set(lists, [1])), b: step('b', (shared) => shared.set(lists, [2])) }),
      everything,
      done: exit<Readonly<Record<string, unknown>>>(),
    });
    const { to } = draft;
    const wired = draft.wire('before', {
      before: to.both,
      both: { next: to.everything, error: to.everything },
      everything: to.done,
    });
    await expect((await engine.start(wired, undefined)).result()).resolves.toEqual({ 'branches.lists': [0] });
  });

  it.each<[string, KeyOptions<number>, object]>([
    [
      'throws',
      {
        merge: () => {
          throw new RangeError('too much');
        },
      },
      {
        code: 'STEP_FAILED',
        message: 'node "both": the merge function of key "branches.throws" threw: too much',
        cause: { name: 'RangeError' },
        details: { key: 'branches.throws' },
      },
    ],
    [
      'late',
      { merge: (async () => 1) as never },
      { code: 'INVALID_OUTCOME', message: expect.stringContaining('returned a promise') as string },
    ],
  ])('that %s fails the joining node and is named', async (name, options, failure) => {
    const bad = key(`branches.${name}`, 0, options);
    const write: Use = (shared) => shared.set(bad, 1);
    await expect(storeAfter(() => undefined, write, write)).rejects.toMatchObject({ failure });
  });

  it('that is not declared in this process fails the joining node', () => {
    const entries = [
      { value: 1, mergeable: true },
      { value: 2, mergeable: true },
    ];
    const conflict = { key: 'branches.unknown', branches: [0, 1], base: undefined, entries, mergeable: true };
    expect(() => mergedValues([conflict], 'both')).toThrow(
      'node "both": the key "branches.unknown" of the shared store was written by several branches, and no key("branches.unknown", …, { merge }) is declared in this process',
    );
  });

  it('merges what items wrote, in the order of the items, and what inner joins made of it', async () => {
    const draft = flow('items').nodes({
      count: each(
        fn('count', (n: number, { shared }: StepContext) => {
          shared.update(total, (sofar) => sofar + n);
          shared.set(names, [`${n}`]);
        }),
        { concurrency: 3 },
      ),
      both: settle({
        a: all({
          x: step('x', (s) => s.update(total, (n) => n + 1)),
          y: step('y', (s) => s.update(total, (n) => n + 1)),
        }),
        b: step('b', (s) => s.update(total, (n) => n + 100)),
      }),
      everything,
      done: exit<Readonly<Record<string, unknown>>>(),
    });
    const { to } = draft;
    const items = draft.wire('count', { count: to.both, both: to.everything, everything: to.done });
    const numbers = Array.from({ length: 1000 }, (_, index) => index);
    await expect((await engine.start(items, numbers)).result()).resolves.toEqual({
      'branches.total': 499_500 + 102,
      'branches.names': numbers.map(String),
    });
  });

  it('may be declared twice only with the same function, and is refused where it is used', async () => {
    const merge = (base: number) => base;
    const same = [key('branches.same', 0, { merge }), key('branches.same', 0, { merge })];
    await expect(
      storeAfter(
        () => undefined,
        (shared) => shared.set(same[0]!, 1),
        (shared) => shared.set(same[1]!, 2),
      ),
    ).resolves.toEqual({ 'branches.same': 0 });
    const other = key('branches.same', 0, { merge: (base) => base + 1 });
    for (const write of [
      (shared: Shared) => shared.set(other, 1),
      (shared: Shared) => shared.set('branches.same', 1),
    ]) {
      await expect(
        storeAfter(
          write,
          () => undefined,
          () => undefined,
        ),
      ).rejects.toMatchObject({
        failure: {
          code: 'DEFINITION',
          message: expect.stringContaining(
            'key "branches.same" of the shared store is declared more than once',
          ) as string,
        },
      });
    }
  });

  it.each<[string, () => unknown]>([
    ['merge: expected a function, got a number', () => key('branches.bad', 0, { merge: 5 as never })],
    ['name: expected a string', () => key(5 as never, 0)],
  ])('is refused where it is declared: %s', (message, declare) => {
    try {
      declare();
      throw new Error('was taken');
    } catch (error) {
      expect(toFailure(error)).toMatchObject({ code: 'INVALID_OPTION' });
      expect(toFailure(error).message).toContain(message.replace('a number', 'number'));
    }
  });
});
