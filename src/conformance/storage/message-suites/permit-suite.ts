import { check } from '../../check';
import { same } from '../../expect';
import { checkQueues } from '../random-queues';
import { ended, headOf, permitOf, queuedRun, waiting } from '../rows';
import { type StorageCheck } from '../storage-check';
import { TestRun } from '../test-run';

export const permitSuite: readonly StorageCheck[] = [
  check('a run receives a free permit immediately, and belongs to its creator', async (t) => {
    const lease = await t.lease();
    const { key, id, owned } = await t.create(queuedRun(), lease);
    same(owned, true);
    same(await new TestRun(t.storage, lease, key, id).permits(), [0]);
  }),

  check('a run that has to wait for its permit is unowned, and due when it receives it', async (t) => {
    const lease = await t.lease();
    const first = await t.start(lease, queuedRun());
    const second = await t.create(queuedRun(), lease);
    same(second.owned, false);
    same(await t.claimed(lease, { now: 5000 }), []);
    await first.commit({ head: ended(), permits: [permitOf('release', 0)], release: true });
    const [claimed] = await t.claim(lease, { now: 5000 });
    same([claimed?.key, claimed?.inbox.map((one) => one.kind)], [second.key, ['permit']]);
  }),

  check('a token receives its permit by a message to its run, which may hold other permits', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({
      permits: [permitOf('request', 4), permitOf('request', 5), permitOf('request', 6, { queue: 'other' })],
    });
    same(await run.permits(), [4, 6]);
    await run.commit({ permits: [permitOf('release', 4)], consumed: (await run.messages()).map(({ no }) => no) });
    same(await run.permits(), [5]);
  }),

  check(
    'the permits of a run are listed, held or awaited, and can be released without knowing more of them',
    async (t) => {
      const lease = await t.lease();
      const [run, other] = [await t.start(lease), await t.start(lease)];
      await run.commit({
        permits: [permitOf('request', 4), permitOf('request', 5), permitOf('take', 6, { queue: 'second' })],
      });
      await other.commit({ permits: [permitOf('request', 4)] });
      const held = [...(await t.storage.permits({ run: run.key }))].sort((a, b) => a.token - b.token);
      const queue = 'line';
      same(held, [
        { queue, token: 4 },
        { queue, token: 5 },
        { queue: 'second', token: 6 },
      ]);
      await run.commit({ permits: held.map((permit) => ({ ...permit, change: 'release' })) });
      same(await t.storage.permits({ run: run.key }), []);
      same(await other.permits(), [4]);
    },
  ),

  check('permits are granted in the order of the requests', async (t) => {
    const lease = await t.lease();
    const runs = [await t.start(lease), await t.start(lease), await t.start(lease), await t.start(lease)];
    for (const run of runs) await run.commit({ permits: [permitOf('request', 1, { limit: 2 })] });
    const have = async () => (await Promise.all(runs.map((run) => run.permits()))).map((permits) => permits.length);
    same(await have(), [1, 1, 0, 0]);
    await runs[1]?.commit({ permits: [permitOf('release', 1, { limit: 2 })] });
    same(await have(), [1, 0, 1, 0]);
    await runs[0]?.commit({ permits: [permitOf('release', 1, { limit: 2 })] });
    same(await have(), [0, 0, 1, 1]);
  }),

  check('each key has its own queue, and keys take turns if they share permits', async (t) => {
    const run = await t.start(await t.lease());
    const ask = (token: number, key: string) => permitOf('request', token, { key, limit: 2, total: 2 });
    const free = (token: number) => permitOf('release', token, { limit: 2, total: 2 });
    await run.commit({ permits: [ask(1, 'a'), ask(2, 'a'), ask(3, 'a'), ask(4, 'a'), ask(5, 'b')] });
    const order: number[] = [];
    for (const token of [1, 2, 5, 3, 4]) {
      for (const permit of await run.permits()) if (!order.includes(permit)) order.push(permit);
      await run.commit({ permits: [free(token)] });
    }
    same(order, [1, 2, 5, 3, 4]);
  }),

  check('requesting a permit twice has no effect, whether it is held or awaited', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({
      permits: [permitOf('request', 1), permitOf('request', 1), permitOf('request', 2), permitOf('request', 2)],
    });
    same(await run.permits(), [1]);
    await run.commit({ permits: [permitOf('request', 1), permitOf('release', 1)] });
    same(await run.permits(), [2]);
    await run.commit({ permits: [permitOf('request', 3), permitOf('release', 2)] });
    same(await run.permits(), [3]);
  }),

  check('a token that leaves the queue receives no permit, and a released permit is not reported', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ permits: [permitOf('request', 1), permitOf('request', 2), permitOf('request', 3)] });
    await run.commit({ permits: [permitOf('release', 2)] });
    await run.commit({ permits: [permitOf('release', 1)] });
    same(await run.permits(), [3]);
    await run.commit({ permits: [permitOf('release', 3), permitOf('release', 9)], head: waiting(), release: true });
    same(await t.claimed(run.lease, { now: 5000 }), []);
  }),

  check('a permit can be claimed above the limit, and others wait until enough are released', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({
      permits: [permitOf('request', 1), permitOf('request', 2), permitOf('take', 3), permitOf('take', 3)],
    });
    same(await run.permits(), [1]);
    await run.commit({ permits: [permitOf('release', 1)] });
    same(await run.permits(), []);
    await run.commit({ permits: [permitOf('release', 3)] });
    same(await run.permits(), [2]);
  }),

  check('a queued token that claims a permit no longer waits', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ permits: [permitOf('request', 1), permitOf('request', 2), permitOf('request', 3)] });
    await run.commit({ permits: [permitOf('take', 2)] });
    await run.commit({ permits: [permitOf('release', 1)] });
    same(await run.permits(), []);
    await run.commit({ permits: [permitOf('release', 2)] });
    same(await run.permits(), [3]);
  }),

  check('a permit is kept when the engine of its run dies, and released by the next owner of the run', async (t) => {
    const lease = await t.lease();
    const [holder, other] = [await t.start(lease), await t.start(lease)];
    await holder.commit({ permits: [permitOf('request', 1)] });
    await t.storage.closeLease({ lease });
    const next = await t.lease();
    await t.claim(next, { now: 0 });
    const [a, b] = [holder, other].map(({ key, id }) => new TestRun(t.storage, next, key, id)) as [TestRun, TestRun];
    Object.assign(a, { rev: holder.rev, no: holder.no });
    await b.commit({ permits: [permitOf('request', 1)] });
    same([await a.permits(), await b.permits()], [[1], []]);
    await a.commit({ permits: [permitOf('release', 1)] });
    same(await b.permits(), [1]);
  }),

  check('a raised limit admits waiting tokens', async (t) => {
    const run = await t.start(await t.lease());
    for (const token of [1, 2, 3]) await run.commit({ permits: [permitOf('request', token)] });
    await run.commit({ permits: [permitOf('request', 4, { limit: 3 })] });
    same(await run.permits(), [1, 2, 3]);
  }),

  check('a lost commit requests and releases no permit', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ permits: [permitOf('request', 1)] });
    same(
      await run.commit({ rev: 7, permits: [permitOf('release', 1), permitOf('request', 2)], head: headOf() }),
      'lost',
    );
    await run.commit({ permits: [permitOf('request', 3)] });
    same(await run.permits(), [1]);
  }),

  check(
    'random requests and releases: permits within the limit, in order per key, none free while a token waits for it',
    checkQueues,
  ),
];
