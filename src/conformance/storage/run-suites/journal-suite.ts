import { check } from '../../check';
import { same } from '../../expect';
import { entryOf } from '../rows';
import { type StorageCheck } from '../storage-check';

export const journalSuite: readonly StorageCheck[] = [
  check('a journal is read whole, after an event, up to an entry, or in parts', async (t) => {
    const run = await t.start(await t.lease());
    for (let no = 2; no <= 6; no += 1) await run.commit({ entry: entryOf(no, { seq: no * 2 }) });
    const read = async (query: { afterSeq?: number; through?: number; limit?: number }) =>
      (await t.storage.journal({ run: run.key, ...query })).map(({ no }) => no);
    same(await read({}), [1, 2, 3, 4, 5, 6]);
    same(await read({ afterSeq: 0 }), [1, 2, 3, 4, 5, 6]);
    same(await read({ afterSeq: 3 }), [2, 3, 4, 5, 6]);
    same(await read({ afterSeq: 4 }), [3, 4, 5, 6]);
    same(await read({ afterSeq: 12 }), []);
    same(await read({ through: 3 }), [1, 2, 3]);
    same(await read({ afterSeq: 5, through: 5, limit: 2 }), [3, 4]);
    same(await read({ limit: 2 }), [1, 2]);
    same((await t.storage.journal({ run: run.key, afterSeq: 10 }))[0], entryOf(6, { seq: 12 }));
  }),

  check('a long journal is read in parts of every length, from any position', async (t) => {
    const run = await t.start(await t.lease());
    for (let no = 2; no <= 150; no += 1) await run.commit({ entry: entryOf(no, { seq: no * 2 }) });
    const whole = await t.storage.journal({ run: run.key });
    same(
      whole.map(({ no }) => no),
      Array.from({ length: 150 }, (_, index) => index + 1),
    );
    for (const limit of [1, 7, 31, 32, 33, 64, 200]) {
      const read = [];
      let afterSeq = 0;
      for (;;) {
        const part = await t.storage.journal({ run: run.key, afterSeq, limit });
        read.push(...part);
        if (part.length < limit) break;
        afterSeq = part.at(-1)?.seq ?? 0;
      }
      same(read, whole);
    }
    same((await t.storage.journal({ run: run.key, through: 70 })).length, 70);
    same(
      (await t.storage.journal({ run: run.key, afterSeq: 201, limit: 1 })).map(({ no }) => no),
      [101],
    );
  }),

  check('entries without an event are part of the whole journal', async (t) => {
    const run = await t.start(await t.lease());
    for (const no of [2, 3]) await run.commit({ entry: entryOf(no, { seq: 2 }) });
    same(
      (await t.storage.journal({ run: run.key })).map(({ no }) => no),
      [1, 2, 3],
    );
  }),

  check('journals of runs that are committed together are separate', async (t) => {
    const lease = await t.lease();
    const runs = [await t.start(lease), await t.start(lease), await t.start(lease)];
    for (let round = 2; round < 6; round += 1) {
      const commits = runs.map((run) => run.next({ entry: entryOf(round, { body: `${run.id} ${round}` }) }));
      await t.storage.commit({ lease, commits });
      for (const [index, one] of commits.entries()) runs[index]?.committed(one);
    }
    for (const { key, id } of runs) {
      const bodies = (await t.storage.journal({ run: key, afterSeq: 2 })).map(({ body }) => body);
      same(
        bodies,
        [2, 3, 4, 5].map((round) => `${id} ${round}`),
      );
    }
  }),
];
