import { createTestEngine, type TestEngine } from 'millrace/testing';
import { editing } from '../../samples/loops-and-subflows/back-edge';
import { textStatistics } from '../../samples/loops-and-subflows/fork-join';
import { imported, importUpload } from '../../samples/loops-and-subflows/one-at-a-time';
import { type Folder, folderSize } from '../../samples/loops-and-subflows/recursion';
import { squareRoot } from '../../samples/loops-and-subflows/repeat';
import { collatz } from '../../samples/loops-and-subflows/self-loop';
import { transfer } from '../../samples/loops-and-subflows/sub-flow';

let engine: TestEngine;
beforeEach(() => {
  engine = createTestEngine({ patience: '1m' });
});
afterEach(() => engine.stop());

it('loops over one node', async () => {
  await expect(engine.run(collatz, 6)).resolves.toEqual([6, 3, 10, 5, 16, 8, 4, 2, 1]);
  await expect(engine.run(collatz, 27)).resolves.toHaveLength(112);
});

it('ends a loop that never would', async () => {
  await expect(engine.run(collatz, 0)).rejects.toMatchObject({ failure: { code: 'MAX_VISITS' } });
});

it('goes back to an earlier node', async () => {
  const outcome = engine.run(editing, { text: 'a very very very long day', drafts: 0 });
  await expect(outcome).resolves.toEqual({ text: 'a long day', drafts: 3 });
});

it('repeats a body until it leaves, or too often', async () => {
  await expect(engine.run(squareRoot, { square: 2, root: 1 })).resolves.toEqual({
    action: 'found',
    value: expect.closeTo(Math.SQRT2),
  });
  await expect(engine.run(squareRoot, { square: 2, root: 1e9 })).resolves.toMatchObject({ action: 'rough' });
});

it('routes by the exit of a sub-flow', async () => {
  const pay = (amount: number, country: string) => engine.run(transfer, { amount, country });
  await expect(pay(5, 'CH')).resolves.toEqual({ action: 'done', value: 'booked 5' });
  await expect(pay(5, 'FR')).resolves.toEqual({ action: 'done', value: 'inspected, from FR' });
  await expect(pay(0, 'CH')).resolves.toMatchObject({ action: 'refused' });
});

it('calls itself', async () => {
  const folder = (files: readonly number[], ...folders: readonly Folder[]): Folder => ({ files, folders });
  const tree = folder([1, 2], folder([3]), folder([], folder([4, 5]), folder([])));
  await expect(engine.run(folderSize, tree)).resolves.toBe(15);
});

it('joins branches', async () => {
  await expect(engine.run(textStatistics, { text: 'the mill  stands' })).resolves.toBe(
    '3 words, 13 letters, longest: stands',
  );
});

it('lets one run of each key at a time', async () => {
  const uploads = ['a 1', 'a 2', 'b 1', 'a 3'].map((name) => ({ tenant: name.charAt(0), file: name.charAt(2) }));
  await Promise.all(uploads.map((upload) => engine.run(importUpload, upload)));
  expect(imported).toEqual(['a 1', 'b 1', 'a 2', 'a 3']);
});
