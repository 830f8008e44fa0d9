import { check } from '../../check';
import { same } from '../../expect';
import { waiting } from '../rows';
import type { StorageCheck } from '../storage-check';

/** The number of leases that came back of which a storage must know. */
const KEPT = 1000;

export const lossSuite: readonly StorageCheck[] = [
  check(
    'a run that a lease owned when it ended was lost with that lease, whether it was ended or closed',
    async (t) => {
      const [first, second, third] = [await t.lease(), await t.lease(), await t.lease()];
      const [a, b] = [await t.start(first), await t.start(second)];
      await t.endLease(first);
      await t.storage.closeLease({ lease: second });
      same((await t.storage.losses({ runs: [b.key, a.key] })).lostWith, [second.id, first.id]);
      await t.claimed(third);
      same((await t.storage.losses({ runs: [a.key, b.key] })).lostWith, [first.id, second.id]);
      await t.endLease(third);
      same((await t.storage.losses({ runs: [a.key, b.key] })).lostWith, [third.id, third.id]);
    },
  ),

  check('a run that was never owned, or that its lease released, was not lost', async (t) => {
    const [first, second] = [await t.lease(), await t.lease()];
    const fresh = await t.create();
    const released = await t.start(first);
    await t.endLease(first);
    same(await t.claimed(second, { now: 100 }), [released.key, fresh.key]);
    await t.storage.releaseRuns({ lease: second, except: [] });
    same((await t.storage.losses({ runs: [fresh.key, released.key] })).lostWith, [undefined, undefined]);
    same((await t.storage.losses({ runs: [] })).lostWith, []);
  }),

  check('a lease that replaces an ended one says that its engine came back', async (t) => {
    const [first, other] = [await t.lease(), await t.lease()];
    await t.endLease(first);
    await t.endLease(other);
    same((await t.storage.losses({ runs: [] })).returned, []);
    for (let time = 0; time < 2; time += 1)
      await t.storage.openLease({ engine: 'engine', now: 0, ttlMs: 100, replaces: first });
    same((await t.storage.losses({ runs: [] })).returned, [first.id]);
  }),

  check('the latest thousand leases are remembered whose engines came back', async (t) => {
    let latest = await t.lease();
    const ended: number[] = [];
    for (let time = 0; time < KEPT; time += 1) {
      ended.push(latest.id);
      await t.storage.closeLease({ lease: latest });
      latest = await t.storage.openLease({ engine: 'engine', now: 0, ttlMs: 100, replaces: latest });
    }
    const { returned } = await t.storage.losses({ runs: [] });
    same(
      ended.filter((id) => !returned.includes(id)),
      [],
    );
  }),

  check('runs that an engine released whose clock was ahead are due as if it had released them now', async (t) => {
    const lease = await t.lease();
    const entry = { no: 2, seq: 3, at: 60_000, body: 'entry 2' };
    const ahead = await t.start(lease);
    await ahead.commit({ head: waiting(61_000), entry, release: true });
    const right = await t.start(lease);
    await right.commit({ head: waiting(61_000), release: true });
    const owned = await t.start(lease);
    await owned.commit({ head: waiting(61_000), entry });
    const early = await t.start(lease);
    await early.commit({ head: waiting(50), entry, release: true });
    same(await t.storage.correctTimers({ now: 100 }), 1);
    same(await t.storage.correctTimers({ now: 100 }), 0);
    same(await t.claimed(lease, { now: 1099 }), [early.key]);
    same(await t.claimed(lease, { now: 1100 }), [ahead.key]);
    same(await t.claimed(lease, { now: 60_999 }), []);
    same(await t.claimed(lease, { now: 61_000 }), [right.key]);
  }),

  check('a run with a message from an engine whose clock was ahead is due at once', async (t) => {
    const lease = await t.lease();
    const run = await t.start(lease);
    await run.commit({ head: waiting(), release: true });
    await t.storage.send({ to: { id: run.id }, at: 60_000, body: 'message' });
    same(await t.claimed(lease, { now: 100 }), []);
    same(await t.storage.correctTimers({ now: 100 }), 1);
    same(await t.claimed(lease, { now: 100 }), [run.key]);
  }),
];
