import type { CommitResult, Storage } from '../../../storage/port';
import { check } from '../../check';
import { same } from '../../expect';
import { ended, entryOf, headOf, newRun, permitOf, postingTo, queuedRun, waiting } from '../rows';
import { codeOf, type StorageCheck } from '../storage-check';
import type { TestRun } from '../test-run';

const ROUNDS = 15;

/** Performs an action through two storages at the same time. */
function both<T>(storages: readonly [Storage, Storage], work: (storage: Storage) => Promise<T>): Promise<readonly T[]> {
  return Promise.all(storages.map(work));
}

/** The checks of concurrent requests of two engines, and of several parts in one request. */
export const raceSuite: readonly StorageCheck[] = [
  check('of two concurrent commits of one step one is written and the other is lost', async (t) => {
    const storages = [t.storage, await t.another()] as const;
    const run = await t.start(await t.lease());
    for (let round = 0; round < ROUNDS; round += 1) {
      const next = run.next();
      const results = await both(storages, (storage) => storage.commit({ lease: run.lease, commits: [next] }));
      same(results.flat().sort(), ['committed', 'lost']);
      run.committed(next);
    }
    same((await t.stored(run.id)).entries.length, ROUNDS + 1);
  }),

  check('of two concurrent messages with one idempotency key one is kept', async (t) => {
    const storages = [t.storage, await t.another()] as const;
    const run = await t.start(await t.lease());
    for (let round = 0; round < ROUNDS; round += 1) {
      const posting = postingTo(run.id, { idempotencyKey: `key ${round}`, digest: 'd' });
      const answers = await both(storages, (storage) => storage.send(posting));
      same(answers.map(({ result }) => result).sort(), ['posted', 'repeated']);
    }
    same((await run.messages()).length, ROUNDS);
  }),

  check('of two engines that claim one run concurrently one receives it', async (t) => {
    const storages = [t.storage, await t.another()] as const;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { key: run } = await t.create({ head: waiting() });
      const taken = await both(storages, async (storage) => storage.claimOne({ lease: await t.lease(), run }));
      same(
        taken.flatMap((one) => one?.key ?? []),
        [run],
      );
    }
  }),

  check('a step that is committed while its lease is ended is either written before or lost', async (t) => {
    const other = await t.another();
    for (let round = 0; round < ROUNDS; round += 1) {
      const run = await t.start(await t.lease());
      const [result] = await Promise.all([run.commit(), other.closeLease({ lease: run.lease })]);
      const [claimed] = await t.claim(await t.lease(), { now: 0 });
      same([claimed?.key, claimed?.rev, claimed?.entries.length], [run.key, run.rev, run.no]);
      same(await run.commit(), 'lost');
      same(result === 'committed' || result === 'lost', true);
    }
  }),

  check('a run that is created while its lease is ended can be claimed', async (t) => {
    const other = await t.another();
    for (let round = 0; round < ROUNDS; round += 1) {
      const lease = await t.lease();
      const [{ key }] = await Promise.all([t.create({}, lease), other.closeLease({ lease })]);
      same(await t.claimed(await t.lease(), { now: 100 }), [key]);
    }
  }),

  check('two runs that release and request permits of each other concurrently both proceed', async (t) => {
    const other = await t.another();
    const [a, b] = [await t.start(await t.lease()), await t.start(await t.lease())];
    await a.commit({ permits: [permitOf('request', 1, { queue: 'x' })] });
    await b.commit({ permits: [permitOf('request', 1, { queue: 'y' })] });
    for (let round = 1; round <= ROUNDS; round += 1) {
      const step = (run: TestRun, mine: string, wanted: string) =>
        run.next({
          permits: [permitOf('request', round + 1, { queue: wanted }), permitOf('release', round, { queue: mine })],
        });
      const [x, y] = round % 2 === 1 ? (['x', 'y'] as const) : (['y', 'x'] as const);
      const [first, second] = [step(a, x, y), step(b, y, x)];
      same(
        await Promise.all([
          t.storage.commit({ lease: a.lease, commits: [first] }),
          other.commit({ lease: b.lease, commits: [second] }),
        ]),
        [['committed'], ['committed']],
      );
      a.committed(first);
      b.committed(second);
      same([await a.permits(), await b.permits()], [[round + 1], [round + 1]]);
    }
  }),

  check('commits of every kind in one request are independent, and those of one run are in order', async (t) => {
    const lease = await t.lease();
    const [plain, queued, late, twice, spoilt] = [
      await t.start(lease),
      await t.start(lease, queuedRun()),
      await t.start(lease),
      await t.start(lease),
      await t.start(lease),
    ];
    const first = twice.next();
    twice.committed(first);
    const tooLong = spoilt.next({ entry: entryOf(2, { body: 'x'.repeat(2 ** 22) }) });
    spoilt.committed(tooLong);
    const results: readonly CommitResult[] = await t.storage.commit({
      lease,
      commits: [
        plain.next({ head: waiting(70), release: true }),
        first,
        queued.next({ head: ended(), permits: [permitOf('release', 0)], release: true }),
        tooLong,
        late.next({ permits: [permitOf('request', 1)], head: headOf({ seq: 9 }) }),
        twice.next({ checkpoint: { through: 3, puts: [{ name: 'r', body: 'b' }], deletes: [], deletesUnder: [] } }),
        spoilt.next(),
      ],
    });
    same(results.map(codeOf), [
      'committed',
      'committed',
      'committed',
      'PAYLOAD_TOO_LARGE',
      'committed',
      'committed',
      'lost',
    ]);
    same(await late.permits(), [1]);
    const { rev, checkpoint, entries, records } = await t.stored(twice.id);
    same([rev, checkpoint, entries, records.length], [2, 3, [], 1]);
    same((await t.stored(spoilt.id)).rev, 0);
    same(await t.claimed(lease, { now: 70 }), [plain.key]);
  }),

  check('more than a thousand runs are created, committed and claimed by one request each', async (t) => {
    const lease = await t.lease();
    const created = await t.storage.create({ runs: Array.from({ length: 1200 }, () => newRun()), lease });
    const keys = created.flatMap((one) => ('key' in one ? [one.key] : []));
    same(
      keys,
      [...keys].sort((x, y) => x - y),
    );
    const commits = keys.map((run) => ({ run, rev: 0, head: waiting(60), entry: entryOf(2), release: true }));
    const results = await t.storage.commit({ lease, commits });
    same(results.filter((one) => one === 'committed').length, 1200);
    const claimed = await t.claimed(lease, { now: 60, limit: 1100 });
    same(claimed, keys.slice(0, 1100));
  }),
];
