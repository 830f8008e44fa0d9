import { all, any, each, exit, flow, fn, node, pipe } from '../../../flow';
import { key, type Shared, type StepContext } from '../../../step';
import { check } from '../../check';
import { same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { only } from '../flows';
import { gate } from '../gate';

type Use = (shared: Shared) => unknown;

const use = (name: string, work: Use) => fn(name, (_: unknown, { shared }: StepContext) => void work(shared));
const everything = fn('everything', (_: unknown, { shared }: StepContext) => shared.snapshot());

/** A key that sums the additions of parallel branches. */
const total = key('conformance.total', 0, {
  merge: (base, values) => values.reduce((sum, value) => sum + value - base, base),
});

/** Returns a flow that uses the store once, then in two branches, and returns its content. */
function branches(before: Use, left: Use, right: Use) {
  return only(
    'branches',
    pipe(use('before', before), all({ left: use('left', left), right: use('right', right) }), everything),
  );
}

export const storeSuite: readonly EngineCheck[] = [
  check('the writes of a step are visible to later steps', async (t) => {
    const stored = only(
      'stored',
      pipe(
        use('write', (shared) => {
          shared.set('a', 1);
          shared.set('b', { deep: [1, 2] });
        }),
        use('change', (shared) => {
          shared.update('a', (a) => Number(a) + 1);
          shared.delete('b');
          shared.set('__proto__', 'a key like any other');
        }),
        fn('read', (_: unknown, { shared }: StepContext) => [
          shared.get('a'),
          shared.has('b'),
          shared.get('__proto__'),
          shared.keys(),
        ]),
      ),
    );
    const engine = await t.engine(stored);
    same(await t.result(await engine.start(stored, undefined)), [2, false, 'a key like any other', ['__proto__', 'a']]);
  }),

  check('runs do not see the writes of other runs', async (t) => {
    const own = only(
      'own',
      pipe(
        fn('write', (n: number, { shared }: StepContext) => {
          shared.set(`k${n}`, n);
        }),
        everything,
      ),
    );
    const engine = await t.engine(own);
    const runs = [await engine.start(own, 1), await engine.start(own, 2)];
    same(await Promise.all(runs.map((run) => t.result(run))), [{ k1: 1 }, { k2: 2 }]);
  }),

  check('a failed attempt leaves nothing in the store', async (t) => {
    const flaky = fn('flaky', (_: unknown, { attempt, shared }: StepContext) => {
      const before = shared.keys();
      shared.set(`attempt ${attempt}`, true);
      if (attempt < 3) throw new Error('not yet');
      return before;
    });
    const retried = only(
      'retried',
      pipe(
        node(flaky, { retry: { maxAttempts: 3, initial: 0 } }),
        fn('read', (before: readonly string[], { shared }: StepContext) => [before, shared.keys()]),
      ),
    );
    const engine = await t.engine(retried);
    same(await t.resultInTime(await engine.start(retried, undefined)), [[], ['attempt 3']]);
  }),

  check('changing a value in place, before or after it was set, does not change the store', async (t) => {
    const list = [1];
    const mutating = only(
      'mutating',
      pipe(
        use('set', (shared) => {
          shared.set('list', list);
        }),
        use('change', (shared) => {
          list.push(2);
          (shared.get('list') as number[]).push(3);
        }),
        everything,
      ),
    );
    const engine = await t.engine(mutating);
    same(await t.result(await engine.start(mutating, undefined)), { list: [1] });
  }),

  check('branches see earlier writes and their own; after the join both are visible', async (t) => {
    const seen: unknown[] = [];
    const held = gate<undefined>();
    const look = (name: string) =>
      pipe(
        use(name, (shared) => shared.set(name, 1)),
        fn('see', (_: unknown, { shared }: StepContext) => void seen.push([name, shared.keys()])),
        held.step as never,
      );
    const both = only(
      'both',
      pipe(
        use('base', (shared) => shared.set('base', 0)),
        all({ left: look('left'), right: look('right') }),
        everything,
      ),
    );
    const engine = await t.engine(both);
    const run = await engine.start(both, undefined);
    await t.until('both branches', () => held.entered.length === 2);
    held.open();
    same(await t.result(run), { base: 0, left: 1, right: 1 });
    same(seen.map(String).sort(), ['left,base,left', 'right,base,right']);
  }),

  check('a key that two branches wrote fails their join, even with the same value', async (t) => {
    const write: Use = (shared) => shared.set('x', 1);
    const conflict = branches(() => undefined, write, write);
    const engine = await t.engine(conflict);
    const run = await engine.start(conflict, undefined);
    await t.failure(run);
    const { code, details } = (await engine.inspect(run.id))?.failure ?? {};
    same([code, details?.['key'], details?.['branches']], ['STORE_CONFLICT', 'x', ['left', 'right']]);
  }),

  check('a key with a merge function merges the writes of both branches', async (t) => {
    const merged = branches(
      (shared) => shared.set(total, 10),
      (shared) => shared.update(total, (n) => n + 1),
      (shared) => shared.update(total, (n) => n + 5),
    );
    const engine = await t.engine(merged);
    same(await t.result(await engine.start(merged, undefined)), { [total.name]: 16 });
  }),

  check('items merge like branches', async (t) => {
    const add = fn('add', (n: number, { shared }: StepContext) => void shared.update(total, (sum) => sum + n));
    const items = only('items', pipe(each(add, { concurrency: 3 }), everything));
    const engine = await t.engine(items);
    same(await t.result(await engine.start(items, [1, 2, 3, 4])), { [total.name]: 10 });
  }),

  check('the writes of aborted branches are dropped', async (t) => {
    const held = gate<undefined>();
    const draft = flow('losers').nodes({
      first: any({
        slow: pipe(
          use('slow', (shared) => shared.set('slow', 1)),
          held.step as never,
        ),
        quick: pipe(
          fn('wait', () => held.entered.length),
          use('quick', (shared) => shared.set('quick', 1)),
        ),
      }),
      everything,
      done: exit<unknown>(),
    });
    const { to } = draft;
    const losers = draft.wire('first', { first: { slow: to.everything, quick: to.everything }, everything: to.done });
    const engine = await t.engine(losers);
    same(await t.result(await engine.start(losers, undefined)), { quick: 1 });
  }),

  check('an isolated flow works on a copy, which is dropped', async (t) => {
    const inner = only(
      'inner',
      pipe(
        use('change', (shared) => {
          shared.delete('x');
          shared.set('y', 2);
        }),
        everything,
      ),
    );
    const outer = only(
      'outer',
      pipe(
        use('write', (shared) => shared.set('x', 1)),
        node(inner, { isolated: true }),
        fn('read', (inside: unknown, { shared }: StepContext) => [inside, shared.snapshot()]),
      ),
    );
    const engine = await t.engine(outer);
    same(await t.result(await engine.start(outer, undefined)), [{ y: 2 }, { x: 1 }]);
  }),
];
