import { check } from '../../check';
import { same } from '../../expect';
import { entryOf } from '../rows';
import { type StorageCheck } from '../storage-check';

export const recordSuite: readonly StorageCheck[] = [
  check('a checkpoint replaces entries by records; the journal keeps both', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit();
    await run.commit({
      checkpoint: {
        through: 3,
        puts: [
          { name: 'b', body: 'B' },
          { name: 'a', body: 'A' },
        ],
        deletes: [],
        deletesUnder: [],
      },
    });
    await run.commit();
    const stored = await t.stored(run.id);
    same(stored.checkpoint, 3);
    same(
      [...stored.records].sort((a, b) => (a.name < b.name ? -1 : 1)),
      [
        { name: 'a', body: 'A' },
        { name: 'b', body: 'B' },
      ],
    );
    same(stored.entries, [entryOf(4)]);
    same((await t.storage.journal({ run: run.key })).length, 4);
  }),

  check('a checkpoint may be behind the entry that it comes with', async (t) => {
    const run = await t.start(await t.lease());
    for (let i = 0; i < 3; i += 1) await run.commit();
    await run.commit({ checkpoint: { through: 3, puts: [], deletes: [], deletesUnder: [] } });
    same(
      (await t.stored(run.id)).entries.map(({ no }) => no),
      [4, 5],
    );
  }),

  check('entries without an event are also read after a checkpoint', async (t) => {
    const run = await t.start(await t.lease());
    const still = (no: number) => ({ entry: entryOf(no, { seq: 2 }) });
    await run.commit(still(2));
    await run.commit({ ...still(3), checkpoint: { through: 3, puts: [], deletes: [], deletesUnder: [] } });
    await run.commit(still(4));
    await run.commit(still(5));
    same(
      (await t.stored(run.id)).entries.map(({ no }) => no),
      [4, 5],
    );
  }),

  check('records are deleted by name and by prefix before new ones are put', async (t) => {
    const run = await t.start(await t.lease());
    const names = [
      'item/1',
      'item/2',
      'item',
      'items',
      'it%m/1',
      'ITEM/1',
      'other',
      '\u{10ffff}',
      '\u{10ffff}x',
      '\ud7ff!',
      '\ue000',
    ];
    const through = 2;
    await run.commit({
      checkpoint: { through, puts: names.map((name) => ({ name, body: name })), deletes: [], deletesUnder: [] },
    });
    const left = async () => (await t.stored(run.id)).records.map(({ name }) => name).sort();
    await run.commit({
      checkpoint: {
        through: 3,
        puts: [{ name: 'item/2', body: 'new' }],
        deletes: ['other', 'none'],
        deletesUnder: ['item/', 'it%', 'none/'],
      },
    });
    same(await left(), ['ITEM/1', 'item', 'item/2', 'items', '\ud7ff!', '\u{10ffff}', '\u{10ffff}x', '\ue000'].sort());
    same((await t.stored(run.id)).records.find(({ name }) => name === 'item/2')?.body, 'new');
    await run.commit({ checkpoint: { through: 4, puts: [], deletes: [], deletesUnder: ['\u{10ffff}', '\ud7ff'] } });
    same(await left(), ['ITEM/1', 'item', 'item/2', 'items', '\ue000'].sort());
    await run.commit({ checkpoint: { through: 5, puts: [], deletes: [], deletesUnder: [''] } });
    same(await left(), []);
  }),

  check('records belong to their run', async (t) => {
    const lease = await t.lease();
    const [a, b] = [await t.start(lease), await t.start(lease)];
    for (const run of [a, b]) {
      await run.commit({
        checkpoint: { through: 2, puts: [{ name: 'r', body: run.id }], deletes: [], deletesUnder: [] },
      });
    }
    await a.commit({ checkpoint: { through: 3, puts: [], deletes: ['r'], deletesUnder: [''] } });
    same((await t.stored(b.id)).records, [{ name: 'r', body: b.id }]);
  }),
];
