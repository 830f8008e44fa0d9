import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteStorage } from 'millrace/sqlite';
import type { Created, Lease, Storage } from 'millrace/storage';
import { newRun, stepOf } from '../../support/stored-rows';

const { head } = newRun('a');

let folder: string;
let mine: Storage;
let others: Storage;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  const file = join(folder, 'runs.db');
  mine = sqliteStorage({ file, maxBody: 1000 });
  others = sqliteStorage({ file });
  await mine.open();
  await others.open();
});
afterEach(async () => {
  await mine.close();
  await others.close();
  rmSync(folder, { recursive: true });
});

/** Creates a run and commits `steps` of it. */
async function startedRun(steps: number): Promise<{ readonly lease: Lease; readonly run: Created }> {
  const lease = await mine.openLease({ engine: 'mine', now: 0, ttlMs: 1000 });
  const [run] = (await mine.create({ runs: [newRun('a')], lease })) as readonly Created[];
  for (let rev = 0; rev < steps; rev += 1) await mine.commit({ lease, commits: [stepOf(run!, rev)] });
  return { lease, run: run! };
}

/** Ends a lease through the other connection, which takes its run over. */
async function takeOver(lease: Lease, { key }: Created): Promise<Lease> {
  const [open] = await others.leases({ except: { id: 0 } });
  await others.endLease({ lease, renewal: open!.renewal });
  const taker = await others.openLease({ engine: 'others', now: 0, ttlMs: 1000 });
  await others.claimOne({ lease: taker, run: key });
  return taker;
}

const numbers = async (): Promise<readonly number[]> =>
  ((await mine.load({ run: { id: 'a' } }))?.entries ?? []).map(({ no }) => no);

describe('a run that a connection committed last', () => {
  it.each([
    ['has only been taken over', 3, false],
    ['has been continued by its new owner', 3, true],
    ['has been continued with an entry that has a mark', 30, true],
  ])('is lost, and leaves no entry behind, once it %s', async (_, steps, isContinued) => {
    const { lease, run } = await startedRun(steps);
    const taker = await takeOver(lease, run);
    if (isContinued)
      expect(await others.commit({ lease: taker, commits: [stepOf(run, steps)] })).toEqual(['committed']);
    const before = await numbers();
    expect(await mine.commit({ lease, commits: [stepOf(run, steps)] })).toEqual(['lost']);
    expect(await numbers()).toEqual(before);
    const rev = steps + (isContinued ? 1 : 0);
    expect(await others.commit({ lease: taker, commits: [stepOf(run, rev)] })).toEqual(['committed']);
    expect(await numbers()).toEqual([...before, rev + 2]);
    expect((await mine.journal({ run: run.key })).map(({ no }) => no)).toEqual([...before, rev + 2]);
  });

  it('is lost, and not refused, by a commit with a value that is too long', async () => {
    const { lease, run } = await startedRun(2);
    await takeOver(lease, run);
    const long = stepOf(run, 2, { entry: { no: 4, seq: 4, at: 2, body: 'x'.repeat(2000) } });
    expect(await mine.commit({ lease, commits: [long] })).toEqual(['lost']);
  });

  it('is read again after commits that were rolled back', async () => {
    const { lease, run } = await startedRun(1);
    const odd = stepOf(run, 2, { head: { ...head, startedAt: Number.NaN } });
    const [first, second] = await mine.commit({ lease, commits: [stepOf(run, 1), odd] });
    expect([first, second]).toEqual(['committed', { error: expect.any(Error) as Error }]);
    expect(await mine.commit({ lease, commits: [stepOf(run, 2)] })).toEqual(['committed']);
    expect(await numbers()).toEqual([1, 2, 3, 4]);
  });

  it('is committed by both connections in turn, if they use the same lease', async () => {
    const { lease, run } = await startedRun(2);
    expect(await others.commit({ lease, commits: [stepOf(run, 2)] })).toEqual(['committed']);
    expect(await mine.commit({ lease, commits: [stepOf(run, 2)] })).toEqual(['lost']);
    expect(await mine.commit({ lease, commits: [stepOf(run, 3)] })).toEqual(['committed']);
    expect(await numbers()).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps what its head had when nothing of it changes, and changes what does', async () => {
    const { lease, run } = await startedRun(1);
    const heads = [
      { ...head, seq: 3, wakeAt: 9 },
      { ...head, seq: 4, wakeAt: 9, at: ['b'] },
      { ...head, seq: 5, busy: !head.busy },
      { ...head, seq: 6, startedAt: 7 },
      { ...head, seq: 7, startedAt: 7 },
    ];
    for (const [index, next] of heads.entries()) {
      await mine.commit({ lease, commits: [stepOf(run, index + 1, { head: next })] });
      expect((await mine.find({ run: { id: 'a' } }))?.head).toEqual(next);
    }
  });
});
