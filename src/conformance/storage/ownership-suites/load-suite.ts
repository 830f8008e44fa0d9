import type { CreateResult } from '../../../storage/port';
import { check } from '../../check';
import { same } from '../../expect';
import { flowVersion, newRun, originOf, permitOf, postingTo, waiting } from '../rows';
import { type StorageCheck } from '../storage-check';

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

function resultOf(answers: readonly CreateResult[]): string {
  const [answer] = answers;
  return answer && 'result' in answer ? answer.result : 'none';
}

export const loadSuite: readonly StorageCheck[] = [
  check('of many starts with one idempotency key, through two storages at once, one creates the run', async (t) => {
    const storages = [t.storage, await t.another()];
    const answers = await Promise.all(
      numbers(30).map((n) =>
        (storages[n % 2] ?? t.storage).create({ runs: [newRun({ origin: originOf({ idempotencyKey: 'one' }) })] }),
      ),
    );
    const results = answers.map(resultOf);
    same(results.filter((one) => one === 'created').length, 1);
    same(results.filter((one) => one === 'exists').length, 29);
  }),

  check('two leases that claim concurrently never receive the same run, and together receive all', async (t) => {
    const other = await t.another();
    const runs = numbers(120).map(() => newRun());
    const keys = (await t.storage.create({ runs })).flatMap((one) => ('key' in one ? [one.key] : []));
    const [a, b] = [await t.lease(), await t.lease()];
    const claim = (n: number) =>
      n % 2 === 0
        ? t.storage.claim({ lease: a, flows: [flowVersion], now: 99, limit: 7 })
        : other.claim({ lease: b, flows: [flowVersion], now: 99, limit: 7 });
    const claimed = (await Promise.all(numbers(40).map(claim))).flat().map(({ key }) => key);
    same(
      [...claimed].sort((x, y) => x - y),
      keys,
    );
  }),

  check('concurrent messages to many runs are all kept, in the order of each sender', async (t) => {
    const other = await t.another();
    const lease = await t.lease();
    const runs = await Promise.all(numbers(5).map(() => t.start(lease)));
    await Promise.all(
      runs.map(async ({ id }) => {
        for (const n of numbers(10)) await (n % 2 === 0 ? t.storage : other).send(postingTo(id, { body: `${n}` }));
      }),
    );
    for (const run of runs) {
      same(
        (await run.messages()).map((one) => one.kind === 'sent' && one.body),
        numbers(10).map(String),
      );
    }
  }),

  check('messages that are sent while a run is released are not overlooked', async (t) => {
    const other = await t.another();
    const lease = await t.lease();
    for (const n of numbers(20)) {
      const run = await t.start(lease);
      const [posted] = await Promise.all([
        other.send(postingTo(run.id, { body: `${n}` })),
        run.commit({ head: waiting(), release: true }),
      ]);
      same([posted.result, await t.claimed(lease, { now: 100 })], ['posted', [run.key]]);
    }
  }),

  check('many concurrent commits are all written', async (t) => {
    const lease = await t.lease();
    const runs = await Promise.all(numbers(40).map(() => t.start(lease)));
    await Promise.all(
      runs.map(async (run) => {
        for (let round = 0; round < 5; round += 1) same(await run.commit(), 'committed');
      }),
    );
    for (const { id } of runs) same((await t.stored(id)).entries.length, 6);
  }),

  check('of two engines that claim an unowned run, one owns it, and the other cannot commit it', async (t) => {
    const other = await t.another();
    const { id, key } = await t.create();
    const [a, b] = [await t.lease(), await t.lease()];
    await t.claim(a, { now: 99 });
    const commit = { run: key, rev: 0, head: waiting() };
    same(await other.commit({ lease: b, commits: [commit] }), ['lost']);
    same(await other.commit({ lease: a, commits: [commit] }), ['committed']);
    same((await t.stored(id)).rev, 1);
  }),

  check('many tokens in one queue receive their permits one after another, through two storages', async (t) => {
    const other = await t.another();
    const lease = await t.lease();
    const runs = await Promise.all(numbers(15).map(() => t.start(lease)));
    await Promise.all(
      runs.map((run, index) =>
        (index % 2 === 0 ? t.storage : other).commit({
          lease,
          commits: [run.next({ permits: [permitOf('request', 1)] })],
        }),
      ),
    );
    for (const run of runs) run.committed(run.next());
    const left = new Set(runs);
    while (left.size > 0) {
      const holders = [];
      for (const run of left) if ((await run.permits()).length > 0) holders.push(run);
      same(holders.length, 1);
      for (const run of holders) {
        same(await run.commit({ permits: [permitOf('release', 1)] }), 'committed');
        left.delete(run);
      }
    }
  }),
];
