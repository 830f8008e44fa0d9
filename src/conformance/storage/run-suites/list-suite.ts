import type { RunQuery } from '../../../storage/port';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import { ended, headOf, originOf, waiting } from '../rows';
import { type StorageCheck } from '../storage-check';
import type { StorageHarness } from '../storage-harness';

/** Returns the keys of the runs that a query finds. */
async function keysOf(t: StorageHarness, query: Partial<RunQuery> = {}): Promise<readonly number[]> {
  const { items } = await t.storage.list({ order: 'oldest', limit: 100, ...query });
  return items.map(({ key }) => key);
}

export const listSuite: readonly StorageCheck[] = [
  check('runs are listed as they are found, newest or oldest first', async (t) => {
    const [a, b, c] = [await t.create(), await t.create(), await t.create()];
    same(await keysOf(t), [a.key, b.key, c.key]);
    same(await keysOf(t, { order: 'newest' }), [c.key, b.key, a.key]);
    same((await t.storage.list({ order: 'newest', limit: 1 })).items, [await t.storage.find({ run: { id: c.id } })]);
  }),

  check('a list can be restricted by every part of a query, and by all at once', async (t) => {
    const origin = originOf({ flow: 'bills', version: '2.1.0', tags: ['x', 'y'], correlationId: 'c' });
    const wanted = await t.create({ origin, head: headOf({ status: 'paused', startedAt: 50 }) });
    const other = await t.create({ origin: originOf({ tags: ['z'] }), head: waiting() });
    const queries: Partial<RunQuery>[] = [
      { flow: 'bills' },
      { version: '2.1.0' },
      { flow: 'bills', version: '2.1.0' },
      { status: ['paused', 'failed'] },
      { tag: 'y' },
      { correlationId: 'c' },
      { since: 50 },
      { until: 51, since: 11 },
      {
        notOf: [
          { flow: 'orders', version: '1.0.0' },
          { flow: 'bills', version: '1.0.0' },
        ],
      },
    ];
    for (const query of queries) same(await keysOf(t, query), [wanted.key]);
    same(await keysOf(t, Object.assign({}, ...queries) as Partial<RunQuery>), [wanted.key]);
    for (const query of [{ flow: 'bill' }, { tag: 'x,y' }, { status: [] }, { since: 51 }])
      same(await keysOf(t, query), []);
    same(await keysOf(t, { until: 50 }), [other.key]);
    same(await keysOf(t, { notOf: [] }), [wanted.key, other.key]);
  }),

  check('a list shows a status that has changed', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ head: ended() });
    same([await keysOf(t, { status: ['running'] }), await keysOf(t, { status: ['completed'] })], [[], [run.key]]);
  }),

  check('pages of a list neither repeat nor miss a run while others are created and removed', async (t) => {
    const lease = await t.lease();
    const runs = [];
    for (let i = 0; i < 7; i += 1) runs.push(await t.start(lease, { origin: originOf({ tags: ['t'] }) }));
    for (const order of ['oldest', 'newest'] as const) {
      const seen: number[] = [];
      let after: string | undefined;
      do {
        const page = await t.storage.list({ order, limit: 3, tag: 't', ...(after !== undefined && { after }) });
        seen.push(...page.items.map(({ key }) => key));
        await t.create({ origin: originOf({ tags: ['other'] }) });
        if (order === 'newest') await t.create({ origin: originOf({ tags: ['t'] }) });
        after = page.next;
      } while (after !== undefined);
      const keys = runs.map(({ key }) => key);
      same(seen, order === 'oldest' ? keys : keys.reverse());
    }
  }),

  check('a full page that ends with the last run has no next page', async (t) => {
    for (let i = 0; i < 3; i += 1) await t.create();
    same((await t.storage.list({ order: 'oldest', limit: 3 })).next, undefined);
    const { next } = await t.storage.list({ order: 'oldest', limit: 2 });
    const last = await t.storage.list({ order: 'oldest', limit: 2, ...(next !== undefined && { after: next }) });
    same([last.items.length, last.next], [1, undefined]);
  }),

  check('the hashes of a flow are those of its unfinished runs, without repetitions', async (t) => {
    const flow = { flow: 'orders', version: '1.0.0' };
    same(await t.storage.hashes(flow), []);
    const lease = await t.lease();
    for (const hash of ['a', 'b', 'b']) await t.start(lease, { origin: originOf({ hash }) });
    await t.start(lease, { origin: originOf({ hash: 'c', version: '2.0.0' }) });
    const over = await t.start(lease, { origin: originOf({ hash: 'd' }) });
    same([...(await t.storage.hashes(flow))].sort(), ['a', 'b', 'd']);
    await over.commit({ head: ended(), release: true });
    same([...(await t.storage.hashes(flow))].sort(), ['a', 'b']);
  }),

  check('a cursor that is not from a page is refused', async (t) => {
    for (const after of ['x', '', '-1', '1; drop table run', '99999999999999999999']) {
      await refuses(t.storage.list({ order: 'oldest', limit: 1, after }), 'INVALID_OPTION');
      await refuses(t.storage.tasks({ limit: 1, after }), 'INVALID_OPTION');
    }
  }),
];
