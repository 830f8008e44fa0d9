import { check } from '../../check';
import { refuses, same } from '../../expect';
import { ended, flowVersion, originOf, postingTo, waiting } from '../rows';
import { type StorageCheck } from '../storage-check';

export const inboxSuite: readonly StorageCheck[] = [
  check('messages are read in the order in which they were sent, with numbers that grow', async (t) => {
    const run = await t.start(await t.lease());
    for (const body of ['a', 'b', 'c']) same((await t.storage.send(postingTo(run.id, { body }))).result, 'posted');
    const messages = await run.messages();
    same(
      messages.map((one) => one.kind === 'sent' && one.body),
      ['a', 'b', 'c'],
    );
    const numbers = messages.map(({ no }) => no);
    same(
      numbers,
      [...new Set(numbers)].sort((a, b) => a - b),
    );
    same((await run.messages(numbers[0])).length, 2);
    same((await t.stored(run.id)).inbox, messages);
  }),

  check('a message that was consumed is not read again, and its number is not used again', async (t) => {
    const run = await t.start(await t.lease());
    for (const body of ['a', 'b']) await t.storage.send(postingTo(run.id, { body }));
    const [a, b] = (await run.messages()).map(({ no }) => no);
    await run.commit({ consumed: [b ?? 0] });
    same(
      (await run.messages()).map(({ no }) => no),
      [a],
    );
    await run.commit({ consumed: [a ?? 0, 4711] });
    await t.storage.send(postingTo(run.id));
    const [next] = await run.messages(b);
    same((next?.no ?? 0) > (b ?? 0), true);
  }),

  check('a message is addressed to a run by id or by idempotency key', async (t) => {
    const { key, id } = await t.create({ origin: originOf({ idempotencyKey: 'k' }) });
    const answer = { result: 'posted', run: { key, id, status: 'running' } };
    same(await t.storage.send(postingTo(id)), answer);
    same(await t.storage.send(postingTo('', { to: { flow: flowVersion.flow, idempotencyKey: 'k' } })), answer);
    same((await t.storage.messages({ run: key, after: 0 })).length, 2);
  }),

  check('a message to an unknown run is not kept', async (t) => {
    same(await t.storage.send(postingTo('none')), { result: 'unknown' });
  }),

  check('an ended run accepts no messages', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ head: ended(), release: true });
    same((await t.storage.send(postingTo(run.id))).result, 'ended');
    same(await run.messages(), []);
  }),

  check(
    'a message with an idempotency key is kept once per run, with its digest, even after it was consumed or the run has ended',
    async (t) => {
      const lease = await t.lease();
      const [run, other] = [await t.start(lease), await t.start(lease)];
      const send = async (given: string, id = run.id) => {
        const { result, digest } = await t.storage.send(postingTo(id, { idempotencyKey: 'paid', digest: given }));
        return [result, digest];
      };
      same(
        [await send('x'), await send('x'), await send('y'), await send('y', other.id)],
        [
          ['posted', undefined],
          ['repeated', 'x'],
          ['repeated', 'x'],
          ['posted', undefined],
        ],
      );
      const messages = await run.messages();
      same(messages.length, 1);
      await run.commit({ consumed: messages.map(({ no }) => no), head: ended(), release: true });
      same(await send('y'), ['repeated', 'x']);
      same(await run.messages(), []);
    },
  ),

  check('a message that is too long is refused, and its idempotency key stays free', async (t) => {
    const run = await t.start(await t.lease());
    const posting = (body: string) => postingTo(run.id, { body, idempotencyKey: 'k', digest: 'd' });
    await refuses(t.storage.send(posting('x'.repeat(2 ** 22))), 'PAYLOAD_TOO_LARGE');
    same((await t.storage.send(posting('short'))).result, 'posted');
    same((await run.messages()).length, 1);
  }),

  check('a message makes an unowned run due', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ head: waiting(900), release: true });
    const lease = await t.lease();
    same(await t.claimed(lease, { now: 30 }), []);
    await t.storage.send(postingTo(run.id, { at: 20 }));
    const [claimed] = await t.claim(lease, { now: 30 });
    same([claimed?.key, claimed?.inbox.length], [run.key, 1]);
  }),

  check('a released run stays due while it has an unconsumed message', async (t) => {
    const run = await t.start(await t.lease());
    for (const body of ['a', 'b']) await t.storage.send(postingTo(run.id, { body }));
    const [a, b] = (await run.messages()).map(({ no }) => no);
    await run.commit({ head: waiting(), consumed: [a ?? 0], release: true });
    const [claimed] = await t.claim(run.lease, { now: 20 });
    same(
      claimed?.inbox.map(({ no }) => no),
      [b],
    );
    await run.commit({ head: waiting(), consumed: [b ?? 0], release: true });
    same(await t.claimed(run.lease, { now: 5000 }), []);
  }),

  check('an engine can query which of its runs have messages', async (t) => {
    const lease = await t.lease();
    const [a, b] = [await t.start(lease), await t.start(lease)];
    const other = await t.start(await t.lease());
    for (const { id } of [a, other]) await t.storage.send(postingTo(id));
    same(await t.storage.runsWithMessages({ lease }), [a.key]);
    await t.storage.send(postingTo(a.id));
    await t.storage.send(postingTo(b.id));
    same(
      [...(await t.storage.runsWithMessages({ lease }))].sort((x, y) => x - y),
      [a.key, b.key],
    );
    await a.commit({ consumed: (await a.messages()).map(({ no }) => no) });
    same(await t.storage.runsWithMessages({ lease }), [b.key]);
  }),

  check('an engine can query which of some runs have messages', async (t) => {
    const lease = await t.lease();
    const [a, b, c] = [await t.start(lease), await t.start(lease), await t.start(lease)];
    const other = await t.start(await t.lease());
    const among = [c.key, a.key, other.key];
    same(await t.storage.runsWithMessages({ lease, among }), []);
    for (const { id } of [a, b, other]) await t.storage.send(postingTo(id));
    same(await t.storage.runsWithMessages({ lease, among }), [a.key]);
    same(await t.storage.runsWithMessages({ lease, among: [] }), []);
    await t.storage.send(postingTo(c.id));
    same(
      [...(await t.storage.runsWithMessages({ lease, among }))].sort((x, y) => x - y),
      [a.key, c.key],
    );
    await a.commit({ consumed: (await a.messages()).map(({ no }) => no) });
    same(await t.storage.runsWithMessages({ lease, among }), [c.key]);
  }),
];
