import type { Notice } from '../../../storage/port';
import { check } from '../../check';
import { same } from '../../expect';
import { permitOf, postingTo, waiting } from '../rows';
import { type StorageCheck } from '../storage-check';

export const watchSuite: readonly StorageCheck[] = [
  check('a watcher is notified of due runs, of messages to owned runs and of commits', async (t) => {
    const notices: Notice[] = [];
    t.storage.watch((notice) => notices.push(notice));
    const noticed = (type: Notice['type']) => notices.splice(0).some((one) => one.type === type);
    await t.create();
    same(noticed('due'), true);
    const run = await t.start(await t.lease());
    await t.storage.send(postingTo(run.id));
    same(notices.splice(0), [{ type: 'posted', run: run.key }]);
    await run.commit();
    same(notices.splice(0), [{ type: 'committed', run: run.key }]);
    await run.commit({ permits: [permitOf('request', 1)] });
    same(noticed('posted'), true);
    await run.commit({ head: waiting(), consumed: (await run.messages()).map(({ no }) => no), release: true });
    notices.length = 0;
    await t.storage.send(postingTo(run.id));
    same(noticed('due'), true);
    await t.claim(run.lease, { now: 100 });
    notices.length = 0;
    await t.storage.closeLease({ lease: run.lease });
    same(noticed('due'), true);
  }),

  check(
    'notified changes can be read, a listener that throws has no effect, and an ended one is not called',
    async (t) => {
      let reading: Promise<unknown> | undefined;
      const end = t.storage.watch(() => {
        reading ??= t.storage.list({ order: 'oldest', limit: 1 });
        throw new Error('a listener');
      });
      const { key } = await t.create();
      const page = (await reading) as Awaited<ReturnType<typeof t.storage.list>> | undefined;
      same(page?.items[0]?.key, key);
      end();
      end();
      reading = undefined;
      await t.create();
      same(reading, undefined);
    },
  ),
];
