import { check } from '../../check';
import { same } from '../../expect';
import { HOSTILE } from '../hostile-strings';
import { entryOf, headOf, originOf, permitOf, postingTo, taskOf } from '../rows';
import { type StorageCheck } from '../storage-check';

export const textSuite: readonly StorageCheck[] = [
  check('strings of every kind are preserved and distinguished', async (t) => {
    const lease = await t.lease();
    for (const text of HOSTILE) {
      const origin = originOf({
        id: text,
        flow: text,
        version: text,
        hash: text,
        correlationId: text,
        idempotencyKey: text,
        tags: [text, 'common'],
      });
      const head = headOf({ at: [text], ending: text });
      const run = await t.start(lease, { origin, head, input: text, digest: text, entry: entryOf(1, { body: text }) });
      const checkpoint = { through: 2, puts: [{ name: text, body: text }], deletes: [], deletesUnder: [] };
      const task = { path: text, node: text, assignee: text, claimedBy: text, candidateGroups: [text], body: text };
      same(await run.commit({ head, checkpoint, openTasks: [taskOf(1, task)] }), 'committed');
      same(await run.commit({ head, permits: [permitOf('request', 1, { queue: text, key: text })] }), 'committed');
      same(
        (await t.storage.send(postingTo(text, { body: text, idempotencyKey: text, digest: text }))).result,
        'posted',
      );
    }
    for (const text of HOSTILE) {
      const stored = await t.stored(text);
      same(stored.origin.tags, [text, 'common']);
      same(
        [stored.origin.id, stored.origin.flow, stored.origin.idempotencyKey, stored.head.ending],
        [text, text, text, text],
      );
      same([stored.input, stored.records, stored.head.at], [text, [{ name: text, body: text }], [text]]);
      same(
        stored.inbox.map((one) => (one.kind === 'sent' ? one.body : one.token)),
        [1, text],
      );
      const { key } = stored;
      const wanted = [{ flow: text }, { version: text }, { tag: text }, { correlationId: text }];
      for (const query of wanted) {
        same(
          (await t.storage.list({ order: 'oldest', limit: 9, ...query })).items.map((one) => one.key),
          [key],
        );
      }
      for (const query of [
        { flow: text },
        { runId: text },
        { assignee: text },
        { claimedBy: text },
        { groups: [text] },
      ]) {
        same(
          (await t.storage.tasks({ limit: 9, ...query })).items.map((one) => one.run),
          [key],
        );
      }
      same((await t.storage.find({ run: { flow: text, idempotencyKey: text } }))?.key, key);
      same((await t.storage.send(postingTo(text, { idempotencyKey: text, digest: text }))).result, 'repeated');
    }
    same((await t.storage.list({ order: 'oldest', limit: 99, tag: 'common' })).items.length, HOSTILE.length);
  }),

  check('hostile record names are deleted by name and by prefix', async (t) => {
    const run = await t.start(await t.lease());
    const puts = HOSTILE.map((name) => ({ name, body: name }));
    await run.commit({ checkpoint: { through: 2, puts, deletes: [], deletesUnder: [] } });
    const half = HOSTILE.filter((_, index) => index % 2 === 0);
    const rest = HOSTILE.filter((_, index) => index % 2 === 1);
    await run.commit({ checkpoint: { through: 3, puts: [], deletes: half, deletesUnder: [] } });
    same((await t.stored(run.id)).records.map(({ name }) => name).sort(), [...rest].sort());
    await run.commit({ checkpoint: { through: 4, puts: [], deletes: [], deletesUnder: rest } });
    same((await t.stored(run.id)).records, []);
  }),

  check('a value of a mebibyte is kept', async (t) => {
    const body = JSON.stringify('0123456789abcdef👩‍🚀'.repeat(2 ** 16));
    const run = await t.start(await t.lease(), { input: body });
    await run.commit({ entry: entryOf(2, { body }) });
    await t.storage.send(postingTo(run.id, { body }));
    const { input, entries, inbox } = await t.stored(run.id);
    const [message] = inbox;
    same(
      [input === body, entries[1]?.body === body, message?.kind === 'sent' && message.body === body],
      [true, true, true],
    );
  }),

  check('large numbers are kept', async (t) => {
    const far = 8_640_000_000_000_000;
    const run = await t.start(await t.lease(), { head: headOf({ wakeAt: far, startedAt: far }) });
    await run.commit({ openTasks: [taskOf(2 ** 40, { priority: -5, dueAt: far })], head: headOf({ wakeAt: far }) });
    const { items } = await t.storage.tasks({ limit: 1 });
    same(
      [items[0]?.token, items[0]?.priority, items[0]?.dueAt, (await t.stored(run.id)).head.wakeAt],
      [2 ** 40, -5, far, far],
    );
  }),
];
