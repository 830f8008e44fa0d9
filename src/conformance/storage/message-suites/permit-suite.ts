import { check } from '../../check';
import { same } from '../../expect';
import { checkLines } from '../random-queues';
import { ended, headOf, queuedRun, slotOf, waiting } from '../rows';
import { type StorageCheck } from '../storage-check';
import { TestRun } from '../test-run';

export const slotChecks: readonly StorageCheck[] = [
  check('a run gets a slot that is free at once, and belongs to its creator', async (t) => {
    const lease = await t.lease();
    const { key, id, owned } = await t.create(queuedRun(), lease);
    same(owned, true);
    same(await new TestRun(t.storage, lease, key, id).slots(), [0]);
  }),

  check('a run that has to wait for its slot belongs to nobody, and is due when it gets it', async (t) => {
    const lease = await t.lease();
    const first = await t.start(lease, queuedRun());
    const second = await t.create(queuedRun(), lease);
    same(second.owned, false);
    same(await t.claimed(lease, { now: 5000 }), []);
    await first.commit({ head: ended(), slots: [slotOf('release', 0)], letGo: true });
    const [claimed] = await t.claim(lease, { now: 5000 });
    same([claimed?.key, claimed?.inbox.map((one) => one.kind)], [second.key, ['slot']]);
  }),

  check('a token gets its slot by a message to its run, which may own other slots', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ slots: [slotOf('request', 4), slotOf('request', 5), slotOf('request', 6, { line: 'other' })] });
    same(await run.slots(), [4, 6]);
    await run.commit({ slots: [slotOf('release', 4)], consumed: (await run.messages()).map(({ no }) => no) });
    same(await run.slots(), [5]);
  }),

  check('slots are given in the order in which they were asked for', async (t) => {
    const lease = await t.lease();
    const runs = [await t.start(lease), await t.start(lease), await t.start(lease), await t.start(lease)];
    for (const run of runs) await run.commit({ slots: [slotOf('request', 1, { limit: 2 })] });
    const have = async () => (await Promise.all(runs.map((run) => run.slots()))).map((slots) => slots.length);
    same(await have(), [1, 1, 0, 0]);
    await runs[1]?.commit({ slots: [slotOf('release', 1, { limit: 2 })] });
    same(await have(), [1, 0, 1, 0]);
    await runs[0]?.commit({ slots: [slotOf('release', 1, { limit: 2 })] });
    same(await have(), [0, 0, 1, 1]);
  }),

  check('each key has a line of its own, and keys take turns where all share a number of slots', async (t) => {
    const run = await t.start(await t.lease());
    const ask = (token: number, key: string) => slotOf('request', token, { key, limit: 2, total: 2 });
    const free = (token: number) => slotOf('release', token, { limit: 2, total: 2 });
    await run.commit({ slots: [ask(1, 'a'), ask(2, 'a'), ask(3, 'a'), ask(4, 'a'), ask(5, 'b')] });
    const order: number[] = [];
    for (const token of [1, 2, 5, 3, 4]) {
      for (const slot of await run.slots()) if (!order.includes(slot)) order.push(slot);
      await run.commit({ slots: [free(token)] });
    }
    same(order, [1, 2, 5, 3, 4]);
  }),

  check('asking twice for a slot changes nothing, whether it is held or waited for', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({
      slots: [slotOf('request', 1), slotOf('request', 1), slotOf('request', 2), slotOf('request', 2)],
    });
    same(await run.slots(), [1]);
    await run.commit({ slots: [slotOf('request', 1), slotOf('release', 1)] });
    same(await run.slots(), [2]);
    await run.commit({ slots: [slotOf('request', 3), slotOf('release', 2)] });
    same(await run.slots(), [3]);
  }),

  check('who leaves the line gets no slot, and a slot that was given up is not told of', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ slots: [slotOf('request', 1), slotOf('request', 2), slotOf('request', 3)] });
    await run.commit({ slots: [slotOf('release', 2)] });
    await run.commit({ slots: [slotOf('release', 1)] });
    same(await run.slots(), [3]);
    await run.commit({ slots: [slotOf('release', 3), slotOf('release', 9)], head: waiting(), letGo: true });
    same(await t.claimed(run.lease, { now: 5000 }), []);
  }),

  check('a slot can be taken over the limit, and those who wait do so until enough have been given up', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ slots: [slotOf('request', 1), slotOf('request', 2), slotOf('take', 3), slotOf('take', 3)] });
    same(await run.slots(), [1]);
    await run.commit({ slots: [slotOf('release', 1)] });
    same(await run.slots(), []);
    await run.commit({ slots: [slotOf('release', 3)] });
    same(await run.slots(), [2]);
  }),

  check('whoever waits in a line and takes a slot waits no longer', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ slots: [slotOf('request', 1), slotOf('request', 2), slotOf('request', 3)] });
    await run.commit({ slots: [slotOf('take', 2)] });
    await run.commit({ slots: [slotOf('release', 1)] });
    same(await run.slots(), []);
    await run.commit({ slots: [slotOf('release', 2)] });
    same(await run.slots(), [3]);
  }),

  check('a slot is kept when the engine of its run dies, and freed by whoever goes on with the run', async (t) => {
    const lease = await t.lease();
    const [holder, other] = [await t.start(lease), await t.start(lease)];
    await holder.commit({ slots: [slotOf('request', 1)] });
    await t.storage.closeLease({ lease });
    const next = await t.lease();
    await t.claim(next, { now: 0 });
    const [a, b] = [holder, other].map(({ key, id }) => new TestRun(t.storage, next, key, id)) as [TestRun, TestRun];
    Object.assign(a, { rev: holder.rev, no: holder.no });
    await b.commit({ slots: [slotOf('request', 1)] });
    same([await a.slots(), await b.slots()], [[1], []]);
    await a.commit({ slots: [slotOf('release', 1)] });
    same(await b.slots(), [1]);
  }),

  check('a limit that was raised lets in those who wait', async (t) => {
    const run = await t.start(await t.lease());
    for (const token of [1, 2, 3]) await run.commit({ slots: [slotOf('request', token)] });
    await run.commit({ slots: [slotOf('request', 4, { limit: 3 })] });
    same(await run.slots(), [1, 2, 3]);
  }),

  check('a commit that is lost asks for no slot and frees none', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ slots: [slotOf('request', 1)] });
    same(await run.commit({ rev: 7, slots: [slotOf('release', 1), slotOf('request', 2)], head: headOf() }), 'lost');
    await run.commit({ slots: [slotOf('request', 3)] });
    same(await run.slots(), [1]);
  }),

  check(
    'whoever comes and goes: no more slots than allowed, in order for each key, none free that somebody waits for',
    checkLines,
  ),
];
