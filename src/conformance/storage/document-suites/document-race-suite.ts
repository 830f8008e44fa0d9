import { check } from '../../check';
import { same } from '../../expect';
import type { StorageCheck } from '../storage-check';
import { deleteOf, putOf, TestDocuments } from './documents';

const ROUNDS = 10;

/** The checks of concurrent changes of documents. */
export const documentRaceSuite: readonly StorageCheck[] = [
  check('of two concurrent requests that create, replace or delete one document, one is written', async (t) => {
    const both = [TestDocuments.of(t), TestDocuments.of(t, await t.another())] as const;
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `document ${round}`;
      const outcomes = [
        await Promise.all(both.map((one, index) => one.write(putOf(name, { body: `created by ${index}` })))),
      ];
      const created = await both[0].store.get({ kind: 'schedule', name });
      const rev = created?.rev ?? 0;
      outcomes.push(
        await Promise.all(both.map((one, index) => one.write(putOf(name, { rev, body: `replaced by ${index}` })))),
      );
      const replaced = await both[1].store.get({ kind: 'schedule', name });
      outcomes.push(await Promise.all(both.map((one) => one.write(deleteOf(name, replaced?.rev ?? 0)))));
      for (const [stage, outcome] of outcomes.entries()) {
        const winner = outcome.indexOf('written');
        same([outcome[winner], outcome[1 - winner]], ['written', [`schedule/${name}`]]);
        if (stage === 0) same(created?.body, `created by ${winner}`);
        if (stage === 1) same(replaced?.body, `replaced by ${winner}`);
      }
    }
    same(await both[0].names(), []);
  }),

  check(
    'of two concurrent requests that change the same documents in opposite order, one is written as a whole',
    async (t) => {
      const both = [TestDocuments.of(t), TestDocuments.of(t, await t.another())] as const;
      const names = ['a', 'b', 'c', 'd'];
      let revs = new Map<string, number>();
      for (const name of names) revs.set(name, await both[0].put(name));
      for (let round = 0; round < ROUNDS; round += 1) {
        const known = revs;
        const outcomes = await Promise.all(
          both.map((one, index) => {
            const body = `round ${round}, by ${index}`;
            const changes = names.map((name) => putOf(name, { rev: known.get(name) ?? 0, body }));
            return one.write(...(index === 0 ? changes : changes.reverse()));
          }),
        );
        const { items } = await (both[round % 2] ?? both[0]).store.list({ kind: 'schedule', limit: 10 });
        const winner = outcomes.indexOf('written');
        same(
          items.map(({ body }) => body),
          names.map(() => `round ${round}, by ${winner}`),
        );
        same(outcomes.filter((one) => one === 'written').length, 1);
        revs = new Map(items.map(({ name, rev }) => [name, rev]));
      }
    },
  ),

  check('concurrent increments of a counter, each retried after a conflict, are all counted', async (t) => {
    const both = [TestDocuments.of(t), TestDocuments.of(t, await t.another())] as const;
    await both[0].put('counter', { body: '0' });
    const increase = async (documents: TestDocuments): Promise<void> => {
      for (;;) {
        const { rev = 0, body } = (await documents.store.get({ kind: 'schedule', name: 'counter' })) ?? {};
        if ((await documents.write(putOf('counter', { rev, body: String(Number(body) + 1) }))) === 'written') return;
      }
    };
    await Promise.all(Array.from({ length: 2 * ROUNDS }, (_, index) => increase(both[index % 2] ?? both[0])));
    same(await both[0].body('counter'), String(2 * ROUNDS));
  }),
];
