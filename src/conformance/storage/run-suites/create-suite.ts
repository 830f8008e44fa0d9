import { check } from '../../check';
import { same } from '../../expect';
import { entryOf, flowVersion, headOf, newRun, originOf, waiting } from '../rows';
import { codeOf, type StorageCheck } from '../storage-check';

export const createSuite: readonly StorageCheck[] = [
  check('a created run is found by its id and by its idempotency key, unchanged', async (t) => {
    const origin = originOf({ idempotencyKey: 'order-1', tags: ['b', 'a'], hash: 'abc' });
    const head = headOf({ wakeAt: 99, at: ['a', 'b[1]'], endedAt: 98, ending: 'why' });
    const { key, id } = await t.create({ origin, head, input: '{"a":[1]}', entry: entryOf(1, { body: 'first' }) });
    same(id, origin.id);
    const expected = { key, origin, head };
    same(await t.storage.find({ run: { id } }), expected);
    same(await t.storage.find({ run: { flow: 'orders', idempotencyKey: 'order-1' } }), expected);
    same(await t.storage.load({ run: { id } }), {
      ...expected,
      rev: 0,
      input: '{"a":[1]}',
      checkpoint: 0,
      records: [],
      entries: [entryOf(1, { body: 'first' })],
      inbox: [],
    });
  }),

  check('a run that was never created is not found', async (t) => {
    same(await t.storage.find({ run: { id: 'none' } }), undefined);
    same(await t.storage.load({ run: { flow: 'orders', idempotencyKey: 'none' } }), undefined);
    same(await t.storage.journal({ run: 77 }), []);
    same(await t.storage.messages({ run: 77, after: 0 }), []);
  }),

  check('a run that is created under a lease belongs to it, and cannot be claimed', async (t) => {
    const { owned } = await t.create({}, await t.lease());
    same(owned, true);
    same(await t.claimed(await t.lease(), { now: 1000 }), []);
  }),

  check('a run that is created without a lease is unowned: it is due if it is busy, or at its timer', async (t) => {
    const busy = await t.create();
    await t.create({ head: waiting() });
    const timed = await t.create({ head: waiting(500) });
    same(busy.owned, false);
    const lease = await t.lease();
    same(await t.claimed(lease, { now: 499 }), [busy.key]);
    same(await t.claimed(lease, { now: 500 }), [timed.key]);
  }),

  check('a run that is created under an ended lease is unowned', async (t) => {
    const lease = await t.lease();
    await t.storage.closeLease({ lease });
    const { key, owned } = await t.create({}, lease);
    same(owned, false);
    same(await t.claimed(await t.lease(), { now: 1000 }), [key]);
  }),

  check(
    'an idempotency key starts one run of a flow; whatever comes with it again is answered with the first digest',
    async (t) => {
      const given = (digest: string, flow = 'orders') =>
        newRun({ digest, origin: originOf({ flow, idempotencyKey: 'order-1' }) });
      const first = await t.create(given('x'));
      const answers = await t.storage.create({ runs: [given('x'), given('y'), given('y', 'bills')] });
      same(answers.slice(0, 2), [
        { ...first, result: 'exists', digest: 'x', owned: false },
        { ...first, result: 'exists', digest: 'x', owned: false },
      ]);
      same(
        answers.map((one) => 'result' in one && one.result),
        ['exists', 'exists', 'created'],
      );
      same((await t.storage.list({ order: 'oldest', limit: 10 })).items.length, 2);
    },
  ),

  check('a run may have no digest', async (t) => {
    const { key, id } = await t.create({ digest: undefined });
    same((await t.stored(id)).key, key);
    const start = newRun({ digest: undefined, origin: originOf({ idempotencyKey: 'k' }) });
    await t.create(start);
    const [again] = await t.storage.create({ runs: [{ ...start, digest: 'late' }] });
    same(again && 'result' in again && [again.result, again.digest], ['exists', undefined]);
  }),

  check('an idempotency key belongs to all versions of its flow', async (t) => {
    await t.create({ origin: originOf({ idempotencyKey: 'k' }) });
    const [again] = await t.storage.create({
      runs: [newRun({ origin: originOf({ idempotencyKey: 'k', version: '2.0.0' }) })],
    });
    same(again && 'result' in again && again.result, 'exists');
  }),

  check('an id of another run is refused, and that run is unchanged', async (t) => {
    const { id, key } = await t.create({ input: 'mine' });
    const [taken] = await t.storage.create({ runs: [newRun({ origin: originOf({ id }), input: 'other' })] });
    same(taken, { key, id, result: 'taken', owned: false });
    same((await t.stored(id)).input, 'mine');
  }),

  check('runs that are created together are independent', async (t) => {
    const lease = await t.lease();
    const twice = originOf();
    const runs = [
      newRun({ origin: twice }),
      newRun({ origin: originOf({ id: twice.id }) }),
      newRun({ input: 'x'.repeat(2 ** 22) }),
      newRun(),
    ];
    const answers = await t.storage.create({ runs, lease });
    same(
      answers.map((one) => ('result' in one ? one.result : codeOf(one))),
      ['created', 'taken', 'PAYLOAD_TOO_LARGE', 'created'],
    );
    same((await t.storage.list({ order: 'oldest', limit: 10 })).items.length, 2);
  }),

  check('keys of runs grow, also after runs were removed', async (t) => {
    const lease = await t.lease();
    const first = await t.start(lease);
    await first.commit({ head: headOf({ status: 'completed', busy: false, endedAt: 5 }), release: true });
    same(await t.storage.purge({ endedBefore: 10, limit: 10 }), 1);
    const second = await t.create();
    same(second.key > first.key, true);
    same(await first.commit(), 'lost');
    same((await t.storage.find({ run: { id: second.id } }))?.origin.flow, flowVersion.flow);
  }),
];
