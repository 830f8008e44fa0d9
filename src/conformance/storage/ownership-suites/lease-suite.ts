import { check } from '../../check';
import { same } from '../../expect';
import { ended, headOf, postingTo, waiting } from '../rows';
import { type StorageCheck } from '../storage-check';

export const leaseSuite: readonly StorageCheck[] = [
  check('lease numbers are never reused', async (t) => {
    const first = await t.lease();
    await t.storage.closeLease({ lease: first });
    const second = await t.lease(10);
    await t.storage.endLease({ lease: second, renewal: await t.renewalOf(second) });
    const third = await t.lease();
    same(
      [first.id, second.id, third.id].sort((a, b) => a - b),
      [first.id, second.id, third.id],
    );
    same(new Set([first.id, second.id, third.id]).size, 3);
  }),

  check(
    'open leases are listed with engine, time of renewal and duration, except for one and for ended ones',
    async (t) => {
      const { storage } = t;
      const own = await storage.openLease({ engine: 'own', now: 5, ttlMs: 100 });
      const other = await storage.openLease({ engine: 'other', now: 10, ttlMs: 200 });
      const gone = await storage.openLease({ engine: 'gone', now: 10, ttlMs: 200 });
      await storage.closeLease({ lease: gone });
      const [listed, ...more] = await storage.leases({ except: own });
      same([listed?.id, listed?.engine, listed?.renewedAt, listed?.ttlMs], [other.id, 'other', 10, 200]);
      same(more, []);
      await storage.renewLease({ lease: other, now: 20, ttlMs: 300 });
      const [renewed] = await storage.leases({ except: own });
      same([renewed?.renewedAt, renewed?.ttlMs], [20, 300]);
      same(
        (await storage.leases({ except: gone })).map(({ id }) => id),
        [own.id, other.id],
      );
    },
  ),

  check('each renewal has another number, whatever the clock of the engine shows', async (t) => {
    const lease = await t.lease(100);
    const renewals = [await t.renewalOf(lease)];
    for (const now of [50, 50, 20]) {
      same(await t.storage.renewLease({ lease, now, ttlMs: 100 }), true);
      renewals.push(await t.renewalOf(lease));
    }
    same(new Set(renewals).size, 4);
  }),

  check('a lease is ended if it was not renewed since it was listed, and not otherwise', async (t) => {
    const [renewed, left] = [await t.lease(100), await t.lease(100)];
    const [mine, other] = [await t.start(renewed), await t.start(left)];
    const before = await t.renewalOf(renewed);
    same(await t.storage.renewLease({ lease: renewed, now: 0, ttlMs: 100 }), true);
    same(await t.storage.endLease({ lease: renewed, renewal: before }), false);
    const renewal = await t.renewalOf(left);
    same(await t.storage.endLease({ lease: left, renewal }), true);
    same(await t.storage.endLease({ lease: left, renewal }), false);
    same(await mine.commit(), 'committed');
    same(await other.commit(), 'lost');
  }),

  check('an ended lease cannot be renewed and owns nothing', async (t) => {
    const lease = await t.lease(100);
    const runs = [await t.start(lease), await t.start(lease)];
    await t.endLease(lease);
    same(await t.storage.renewLease({ lease, now: 101, ttlMs: 100 }), false);
    for (const run of runs) same(await run.commit(), 'lost');
    same(await t.claimed(lease, { now: 200 }), []);
    same(await t.storage.runsWithMessages({ lease }), []);
  }),

  check('a lease that was not ended can be renewed late', async (t) => {
    const lease = await t.lease(100);
    const run = await t.start(lease);
    same(await t.storage.renewLease({ lease, now: 500, ttlMs: 100 }), true);
    same(await run.commit(), 'committed');
  }),

  check(
    'the runs of an ended lease can be claimed: immediately if busy or with messages, else at their timer',
    async (t) => {
      const lease = await t.lease();
      const busy = await t.start(lease);
      const timed = await t.start(lease);
      await timed.commit({ head: waiting(500) });
      const still = await t.start(lease);
      await still.commit({ head: waiting() });
      const addressed = await t.start(lease);
      await addressed.commit({ head: waiting() });
      await t.storage.send(postingTo(addressed.id, { at: 20 }));
      const over = await t.start(lease);
      await over.commit({ head: ended() });
      await t.storage.closeLease({ lease });
      const next = await t.lease();
      same(await t.claimed(next, { now: 499 }), [busy.key, addressed.key]);
      same(await t.claimed(next, { now: 500 }), [timed.key]);
      same(await t.claimed(next, { now: 5000 }), []);
    },
  ),

  check('a lease releases all runs but the named ones, which it still owns', async (t) => {
    const [lease, other] = [await t.lease(), await t.lease()];
    const kept = await t.start(lease);
    const busy = await t.start(lease);
    const timed = await t.start(lease);
    await timed.commit({ head: waiting(500) });
    const foreign = await t.start(other);
    same(await t.storage.releaseRuns({ lease, except: [kept.key] }), 2);
    same(await kept.commit(), 'committed');
    same(await foreign.commit(), 'committed');
    same(await busy.commit(), 'lost');
    same(await t.claimed(other, { now: 499 }), [busy.key]);
    same(await t.claimed(lease, { now: 500 }), [timed.key]);
    same(await t.storage.releaseRuns({ lease, except: [kept.key, timed.key, busy.key] }), 0);
  }),

  check('a lease that names no run releases all its runs, and stays alive', async (t) => {
    const lease = await t.lease();
    const run = await t.start(lease);
    same(await t.storage.releaseRuns({ lease, except: [] }), 1);
    same(await t.claimed(lease), [run.key]);
    same(await t.storage.renewLease({ lease, now: 1, ttlMs: 100 }), true);
  }),

  check('a run with a new owner continues where the previous one left off', async (t) => {
    const first = await t.lease();
    const run = await t.start(first);
    await run.commit();
    await t.storage.closeLease({ lease: first });
    const second = await t.lease();
    const [claimed] = await t.claim(second, { now: 0 });
    same([claimed?.rev, claimed?.entries.length], [1, 2]);
    same(await t.storage.commit({ lease: second, commits: [run.next({ head: headOf() })] }), ['committed']);
  }),

  check('a lease can be ended twice', async (t) => {
    const lease = await t.lease();
    await t.storage.closeLease({ lease });
    await t.storage.closeLease({ lease });
    same(await t.storage.endLease({ lease, renewal: 0 }), false);
  }),
];
