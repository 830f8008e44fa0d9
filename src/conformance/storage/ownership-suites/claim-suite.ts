import { check } from '../../check';
import { same } from '../../expect';
import { ended, headOf, originOf, postingTo, waiting } from '../rows';
import { type StorageCheck } from '../storage-check';
import { TestRun } from '../test-run';

export const claimSuite: readonly StorageCheck[] = [
  check('only runs of the requested flows and versions are claimed', async (t) => {
    const wanted = await t.create();
    const newer = await t.create({ origin: originOf({ version: '2.0.0' }) });
    const bill = await t.create({ origin: originOf({ flow: 'bills' }) });
    const lease = await t.lease();
    same(await t.claimed(lease, { now: 99, flows: [] }), []);
    same(await t.claimed(lease, { now: 99, flows: [{ flow: 'bills', version: '9.9.9' }] }), []);
    same(await t.claimed(lease, { now: 99 }), [wanted.key]);
    const others = [
      { flow: 'bills', version: '1.0.0' },
      { flow: 'orders', version: '2.0.0' },
    ];
    same(await t.claimed(lease, { now: 99, flows: others }), [newer.key, bill.key]);
  }),

  check('runs that have waited longest are claimed first, up to the limit', async (t) => {
    const at = (createdAt: number, flow = 'orders') => t.create({ origin: originOf({ createdAt, flow }) });
    const [third, first, second] = [await at(30), await at(10), await at(20, 'bills')];
    const timed = await t.create({ head: waiting(25) });
    const addressed = await t.create({ head: waiting() });
    await t.storage.send(postingTo(addressed.id, { at: 15 }));
    const flows = [
      { flow: 'orders', version: '1.0.0' },
      { flow: 'bills', version: '1.0.0' },
    ];
    const lease = await t.lease();
    same(await t.claimed(lease, { now: 100, flows, limit: 2 }), [first.key, addressed.key]);
    same(await t.claimed(lease, { now: 100, flows, limit: 10 }), [second.key, timed.key, third.key]);
  }),

  check('a claimed run comes with everything that is needed to continue', async (t) => {
    const run = await t.start(await t.lease(), { input: 'in' });
    await run.commit({ checkpoint: { through: 2, puts: [{ name: 'a', body: 'A' }], deletes: [], deletesUnder: [] } });
    await run.commit();
    await run.commit({ head: waiting(40), release: true });
    await t.storage.send(postingTo(run.id));
    const stored = await t.stored(run.id);
    same(await t.claim(await t.lease(), { now: 40 }), [stored]);
    same(
      [stored.rev, stored.input, stored.checkpoint, stored.records.length, stored.entries.length, stored.inbox.length],
      [3, 'in', 2, 1, 2, 1],
    );
  }),

  check('an unowned run can be claimed by key, whether or not it is due or has ended', async (t) => {
    const lease = await t.lease();
    const asleep = await t.create({ head: waiting(500) });
    const over = await t.start(lease);
    await over.commit({ head: ended(), release: true });
    for (const { key, id } of [asleep, over]) {
      const stored = await t.stored(id);
      same(await t.storage.claimOne({ lease, run: key }), stored);
    }
    same(await t.claimed(await t.lease(), { now: 1000 }), []);
  }),

  check('an owned or unknown run cannot be claimed by key, nor any run for an ended lease', async (t) => {
    const lease = await t.lease();
    const [owned, free] = [await t.start(lease), await t.create({ head: waiting() })];
    const other = await t.lease();
    same(await t.storage.claimOne({ lease: other, run: owned.key }), undefined);
    same(await t.storage.claimOne({ lease, run: owned.key }), undefined);
    same(await t.storage.claimOne({ lease, run: 4711 }), undefined);
    await t.storage.closeLease({ lease: other });
    same(await t.storage.claimOne({ lease: other, run: free.key }), undefined);
  }),

  check('a run that was claimed by key can be committed, and is due again when it is released', async (t) => {
    const lease = await t.lease();
    const { key, id } = await t.create({ head: waiting(500) });
    const stored = await t.storage.claimOne({ lease, run: key });
    const run = new TestRun(t.storage, lease, key, id);
    same([stored?.rev, await run.commit({ head: waiting(300), release: true })], [0, 'committed']);
    same(await t.claimed(lease, { now: 299 }), []);
    same(await t.claimed(lease, { now: 300 }), [key]);
  }),

  check('an ended run is not claimed', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ head: ended(), release: true });
    same(await t.claimed(await t.lease(), { now: 10_000 }), []);
  }),

  check('a run is claimed by one lease at a time', async (t) => {
    const { key } = await t.create();
    const [a, b] = [await t.lease(), await t.lease()];
    same(await t.claimed(a, { now: 99 }), [key]);
    same(await t.claimed(b, { now: 99 }), []);
    same(await t.claimed(a, { now: 99 }), []);
  }),

  check('the next wake-up is that of the unowned run that is due first', async (t) => {
    const flows = [
      { flow: 'orders', version: '1.0.0' },
      { flow: 'bills', version: '1.0.0' },
    ];
    same(await t.storage.nextWake({ flows }), undefined);
    await t.create({ head: waiting() });
    await t.create({ head: waiting(5) }, await t.lease());
    await t.create({ head: waiting(1), origin: originOf({ flow: 'unknown' }) });
    await t.create({ head: waiting(900) });
    same(await t.storage.nextWake({ flows }), 900);
    await t.create({ head: waiting(300), origin: originOf({ flow: 'bills' }) });
    same(await t.storage.nextWake({ flows }), 300);
    await t.claim(await t.lease(), { now: 300, flows });
    same(await t.storage.nextWake({ flows }), 900);
  }),

  check('a run that is repeatedly released and claimed is claimed once each time', async (t) => {
    const run = await t.start(await t.lease());
    for (let round = 0; round < 3; round += 1) {
      await run.commit({ head: waiting(100), release: true });
      await t.storage.send(postingTo(run.id, { at: 50 }));
      same(await t.claimed(run.lease, { now: 100 }), [run.key]);
      same(await t.claimed(run.lease, { now: 100 }), []);
      await run.commit({ consumed: (await run.messages()).map(({ no }) => no), head: headOf() });
    }
  }),
];
