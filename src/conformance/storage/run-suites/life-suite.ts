import { check } from '../../check';
import { same } from '../../expect';
import { originOf, postingTo, taskOf, waiting } from '../rows';
import { type StorageCheck } from '../storage-check';

export const lifeSuite: readonly StorageCheck[] = [
  check('engines that share a storage each open and close it, and it works until the last one closes it', async (t) => {
    await t.storage.open();
    await t.storage.close();
    same((await t.storage.list({ order: 'newest', limit: 1 })).items, []);
  }),
];

/** The checks of storages whose data survives closing. */
export const survivalSuite: readonly StorageCheck[] = [
  check('acknowledged data is preserved when the storage is closed and reopened', async (t) => {
    const run = await t.start(await t.lease(), { origin: originOf({ idempotencyKey: 'order-7', tags: ['big'] }) });
    await run.commit({ checkpoint: { through: 2, puts: [{ name: 'a', body: 'A' }], deletes: [], deletesUnder: [] } });
    await run.commit({ openTasks: [taskOf(1)] });
    await run.commit({ head: waiting(500), release: true });
    await t.storage.send(postingTo(run.id, { body: 'hello' }));
    const before = await t.stored(run.id);
    const again = await t.reopen();
    same(await t.stored(run.id, again), before);
    same(await again.find({ run: { flow: 'orders', idempotencyKey: 'order-7' } }), {
      key: run.key,
      origin: before.origin,
      head: before.head,
    });
    same((await again.journal({ run: run.key })).length, 4);
    same((await again.tasks({ limit: 10 })).items.length, 1);
    same((await again.list({ order: 'newest', limit: 10, tag: 'big' })).items.length, 1);
  }),

  check('idempotency keys are preserved when the storage is reopened', async (t) => {
    const { id } = await t.create({ origin: originOf({ idempotencyKey: 'k' }) });
    await t.storage.send(postingTo(id, { idempotencyKey: 'paid', digest: 'd' }));
    const again = await t.reopen();
    same((await again.send(postingTo(id, { idempotencyKey: 'paid', digest: 'd' }))).result, 'repeated');
  }),

  check('the numbers of leases, runs and messages continue when the storage is reopened', async (t) => {
    const lease = await t.lease();
    const run = await t.start(lease);
    await t.storage.send(postingTo(run.id));
    const [first] = await run.messages();
    await run.commit({ consumed: [first?.no ?? 0] });
    await t.storage.closeLease({ lease });
    const again = await t.reopen();
    same((await t.lease(1000, again)).id > lease.id, true);
    await again.send(postingTo(run.id));
    const [second] = await again.messages({ run: run.key, after: first?.no ?? 0 });
    same((second?.no ?? 0) > (first?.no ?? 0), true);
  }),
];
