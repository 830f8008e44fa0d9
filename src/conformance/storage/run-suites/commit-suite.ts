import { check } from '../../check';
import { same } from '../../expect';
import { ended, entryOf, headOf, permitOf, postingTo, taskOf, waiting } from '../rows';
import { codeOf, type StorageCheck } from '../storage-check';

const tooLong = 'x'.repeat(2 ** 22);

export const commitSuite: readonly StorageCheck[] = [
  check('a run can be moved to another version of its flow', async (t) => {
    const lease = await t.lease();
    const run = await t.start(lease);
    const other = await t.start(lease);
    const movedTo = { flow: 'orders', version: '2.0.0', hash: 'other' };
    same(await run.commit({ movedTo, head: waiting(5), release: true }), 'committed');
    const { flow, version, hash } = (await t.stored(run.id)).origin;
    same({ flow, version, hash }, movedTo);
    same((await t.stored(other.id)).origin.version, '1.0.0');
    same(await t.claimed(lease, { now: 10 }), []);
    same(await t.claimed(lease, { now: 10, flows: [movedTo] }), [run.key]);
    same(await t.storage.hashes({ flow: 'orders', version: '2.0.0' }), ['other']);
  }),

  check('a commit changes head and revision and adds its entry', async (t) => {
    const run = await t.start(await t.lease());
    const head = headOf({ status: 'failed', busy: false, seq: 5, at: ['x'], endedAt: 40, ending: 'e' });
    same(await run.commit(), 'committed');
    same(await run.commit({ head, entry: entryOf(3, { seq: 5, body: 'third' }) }), 'committed');
    const stored = await t.stored(run.id);
    same(stored.rev, 2);
    same(stored.head, head);
    same(stored.entries, [entryOf(1), entryOf(2), entryOf(3, { seq: 5, body: 'third' })]);
  }),

  check('every part of a head that was set can be changed again', async (t) => {
    const run = await t.start(await t.lease());
    const heads = [
      headOf({ wakeAt: 70, ending: 'e', endedAt: 80, at: [] }),
      headOf({ startedAt: 11, seq: 3 }),
      headOf({ startedAt: 11, seq: 4, at: ['b'] }),
      headOf({ startedAt: 11, seq: 5, at: ['b'], busy: false }),
      waiting(60),
      waiting(61),
      waiting(),
      ended(),
    ];
    for (const head of heads) {
      same(await run.commit({ head }), 'committed');
      same((await t.stored(run.id)).head, head);
    }
  }),

  check('a commit of another revision is lost and changes nothing', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit();
    const before = await t.stored(run.id);
    const change = { openTasks: [taskOf(1)], permits: [permitOf('request', 1)], release: true, head: ended() };
    same(await run.commit({ rev: 0, ...change }), 'lost');
    same(await run.commit({ rev: 2, ...change }), 'lost');
    same(await t.stored(run.id), before);
    same((await t.storage.tasks({ limit: 1 })).items, []);
  }),

  check('once a commit of a run is lost, no later one of that run in the same request is written', async (t) => {
    const lease = await t.lease();
    const [run, other] = [await t.start(lease), await t.start(lease)];
    await run.commit();
    const before = await t.stored(run.id);
    const late = run.next({ rev: 0 });
    // Its revision matches, but it follows a commit that was not written.
    const next = run.next({ rev: 1, entry: entryOf(4) });
    same(await t.storage.commit({ lease, commits: [late, other.next(), next] }), ['lost', 'committed', 'lost']);
    same(await t.stored(run.id), before);
  }),

  check('only the lease that owns a run can commit it', async (t) => {
    const [mine, other] = [await t.lease(), await t.lease()];
    const run = await t.start(mine);
    same(await t.storage.commit({ lease: other, commits: [run.next()] }), ['lost']);
    await run.commit({ head: waiting(), release: true });
    same(await run.commit(), 'lost');
    same(await t.storage.commit({ lease: mine, commits: [run.next({ run: 12345 })] }), ['lost']);
  }),

  check('commits that cannot be written do not fail others of the request', async (t) => {
    const lease = await t.lease();
    const runs = [
      await t.start(lease),
      await t.start(lease),
      await t.start(lease),
      await t.start(lease),
      await t.start(lease),
    ];
    const [a, b, c, d, e] = runs as [
      (typeof runs)[0],
      (typeof runs)[0],
      (typeof runs)[0],
      (typeof runs)[0],
      (typeof runs)[0],
    ];
    await t.storage.send(postingTo(c.id));
    const [message] = await c.messages();
    const results = await t.storage.commit({
      lease,
      commits: [
        a.next(),
        b.next({ rev: 9 }),
        c.next({ consumed: [message?.no ?? 0], entry: entryOf(2, { body: tooLong }) }),
        d.next({ checkpoint: { through: 2, puts: [{ name: 'r', body: tooLong }], deletes: [], deletesUnder: [] } }),
        e.next(),
      ],
    });
    same(results.map(codeOf), ['committed', 'lost', 'PAYLOAD_TOO_LARGE', 'PAYLOAD_TOO_LARGE', 'committed']);
    const stored = await Promise.all(runs.map(({ id }) => t.stored(id)));
    same(
      stored.map(({ rev }) => rev),
      [1, 0, 0, 0, 1],
    );
    same(
      stored.map(({ entries }) => entries.length),
      [2, 1, 1, 1, 2],
    );
    same(stored[2]?.inbox.length, 1);
    same(await c.commit(), 'committed');
  }),

  check('a value of the maximum length is written', async (t) => {
    const run = await t.start(await t.lease());
    const body = 'é'.repeat(3 * 2 ** 20);
    same(await run.commit({ entry: entryOf(2, { body }) }), 'committed');
    same((await t.stored(run.id)).entries[1]?.body === body, true);
  }),

  check('two commits of one run in one request are written in their order', async (t) => {
    const run = await t.start(await t.lease());
    const first = run.next();
    run.committed(first);
    same(await t.storage.commit({ lease: run.lease, commits: [first, run.next()] }), ['committed', 'committed']);
    same(
      (await t.stored(run.id)).entries.map(({ no }) => no),
      [1, 2, 3],
    );
  }),

  check('a commit without an entry only changes the head', async (t) => {
    const run = await t.start(await t.lease());
    const { run: key, rev } = run.next();
    same(await t.storage.commit({ lease: run.lease, commits: [{ run: key, rev, head: waiting(7) }] }), ['committed']);
    const stored = await t.stored(run.id);
    same([stored.rev, stored.head.wakeAt, stored.entries.length], [1, 7, 1]);
  }),

  check('a request without commits returns an empty result', async (t) => {
    same(await t.storage.commit({ lease: await t.lease(), commits: [] }), []);
  }),
];
