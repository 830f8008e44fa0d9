import { check } from '../../check';
import { same } from '../../expect';
import { ended, originOf, permitOf, postingTo, taskOf } from '../rows';
import { type StorageCheck } from '../storage-check';
import type { StorageHarness } from '../storage-harness';
import type { TestRun } from '../test-run';

/** Creates a run that ended at a time. */
async function endedRun(
  t: StorageHarness,
  endedAt: number,
  given: Parameters<StorageHarness['create']>[0] = {},
): Promise<TestRun> {
  const run = await t.start(await t.lease(), given);
  await run.commit({ head: ended(endedAt), release: true });
  return run;
}

export const purgeSuite: readonly StorageCheck[] = [
  check('only runs that ended before a time are removed, optionally of one flow, up to a limit', async (t) => {
    await t.create();
    const bill = await endedRun(t, 10, { origin: originOf({ flow: 'bills' }) });
    for (const endedAt of [10, 11, 30]) await endedRun(t, endedAt);
    same(await t.storage.purge({ endedBefore: 10, limit: 10 }), 0);
    same(await t.storage.purge({ endedBefore: 20, limit: 10, flow: 'bills' }), 1);
    same(await t.storage.find({ run: { id: bill.id } }), undefined);
    same(await t.storage.purge({ endedBefore: 31, limit: 1 }), 1);
    same(await t.storage.purge({ endedBefore: 31, limit: 10 }), 2);
    same((await t.storage.list({ order: 'oldest', limit: 10 })).items.length, 1);
  }),

  check('a single run is removed, if it has ended', async (t) => {
    const [wanted, other] = [await endedRun(t, 5), await endedRun(t, 5)];
    const going = await t.start(await t.lease());
    same(await t.storage.purge({ endedBefore: 100, limit: 10, run: wanted.key }), 1);
    same(await t.storage.find({ run: { id: wanted.id } }), undefined);
    same((await t.stored(other.id)).key, other.key);
    same(await t.storage.purge({ endedBefore: 100, limit: 10, run: going.key }), 0);
    same(await t.storage.purge({ endedBefore: 5, limit: 10, run: other.key }), 0);
    same(await t.storage.purge({ endedBefore: 100, limit: 10, run: 4711 }), 0);
  }),

  check('nothing is left of a removed run, and its idempotency keys are free again', async (t) => {
    const origin = originOf({ idempotencyKey: 'k', tags: ['t'] });
    const run = await t.start(await t.lease(), { origin });
    await t.storage.send(postingTo(run.id, { idempotencyKey: 'sent', digest: 'd' }));
    const consumed = (await run.messages()).map(({ no }) => no);
    const checkpoint = { through: 2, puts: [{ name: 'r', body: 'b' }], deletes: [], deletesUnder: [] };
    await run.commit({ consumed, checkpoint, openTasks: [taskOf(1, { candidateGroups: ['g'] })] });
    await run.commit({ permits: [permitOf('request', 3)] });
    const permits = (await run.messages()).map(({ no }) => no);
    await run.commit({ head: ended(5), consumed: permits, release: true });
    same(await t.storage.purge({ endedBefore: 6, limit: 10 }), 1);
    same(await t.storage.load({ run: { id: run.id } }), undefined);
    same(await t.storage.journal({ run: run.key }), []);
    same((await t.storage.tasks({ limit: 9 })).items, []);
    same((await t.storage.list({ order: 'oldest', limit: 9, tag: 't' })).items, []);
    same((await t.storage.send(postingTo(run.id))).result, 'unknown');

    const again = await t.start(await t.lease(), { origin });
    const stored = await t.stored(again.id);
    same([stored.records, stored.inbox, stored.entries.length], [[], [], 1]);
    same((await t.storage.send(postingTo(run.id, { idempotencyKey: 'sent', digest: 'other' }))).result, 'posted');
    await again.commit({ permits: [permitOf('request', 1)] });
    same(await again.permits(), [1]);
  }),

  check('an owned run is not removed', async (t) => {
    const owned = await t.start(await t.lease());
    await owned.commit({ head: ended(5) });
    same(await t.storage.purge({ endedBefore: 100, limit: 10 }), 0);
  }),
];
