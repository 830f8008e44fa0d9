import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, exit, flow, signal, waitFor } from 'millrace';
import { engineConformance, storageConformance } from 'millrace/conformance';
import { jsonStorage } from '../../samples/json-storage/json-storage';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  file = join(folder, 'runs.jsonl');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const paid = signal<number>('paid');
const draft = flow('bill').nodes({ wait: waitFor(paid), done: exit<number>() });
const bill = draft.wire('wait', { wait: draft.to.done });

/** The bytes of the file, line by line, without the last line break. */
const lines = () => readFileSync(file, 'utf8').trimEnd().split('\n');

// #region storage-suite
describe('the storage in a JSON file', () => {
  const checks = storageConformance({
    create: (options) => {
      // What a power cut would lose is not tested, so there is no need to wait for the disk.
      const another = () => jsonStorage({ file, waitsForDisk: false, ...options });
      return { storage: another(), another };
    },
  });
  for (const { name, run } of checks) it(name, run);
});
// #endregion storage-suite

// #region engine-suite
describe('the engine over a JSON file', () => {
  const checks = engineConformance({
    durable: true,
    // A disk may be busy with something else.
    patienceMs: 60_000,
    create: () => ({
      engine: (options) => createEngine({ ...options, storage: jsonStorage({ file, waitsForDisk: false }) }),
    }),
  });
  for (const { name, run } of checks) it(name, run);
});
// #endregion engine-suite

describe('the file', () => {
  it('loses a line that was not written to its end, and nothing else', async () => {
    const engine = await createEngine({ flows: [bill], storage: jsonStorage({ file }) });
    const run = await engine.start(bill, undefined);
    await engine.stop();
    const whole = lines().length;
    appendFileSync(file, `[["post",{"to":{"id":"${run.id}`);
    const again = await createEngine({ flows: [bill], storage: jsonStorage({ file }) });
    await again.signal({ runId: run.id }, paid, 7);
    await expect((await again.get(run.id))?.result()).resolves.toBe(7);
    await again.stop();
    expect(lines().length).toBeGreaterThan(whole);
    expect(lines().map((line) => typeof JSON.parse(line))).not.toContain('string');
  });

  it('that cannot be written gives an error, and nothing is done that is not in it', async () => {
    const storage = jsonStorage({ file });
    const engine = await createEngine({ flows: [bill], storage });
    const probe = await open(file);
    const handles = Object.getPrototypeOf(probe) as typeof probe;
    await probe.close();
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const sync = jest.spyOn(handles, 'datasync').mockRejectedValue(full);
    await expect(engine.start(bill, undefined)).rejects.toMatchObject({ code: 'STORAGE_FULL', details: { file } });
    sync.mockRestore();
    expect((await engine.list()).items).toEqual([]);
    const run = await engine.start(bill, undefined);
    await engine.stop();
    const again = await createEngine({ storage: jsonStorage({ file }) });
    expect((await again.list()).items.map(({ id }) => id)).toEqual([run.id]);
    await again.stop();
  });

  it.each([
    ['is damaged in the middle', 'STORAGE_CORRUPT', () => [lines()[0], '[["post', ...lines().slice(1)].join('\n')],
    ['is another one', 'STORAGE_CORRUPT', () => 'hello\n'],
    ['is empty', 'STORAGE_CORRUPT', () => ''],
    ['has requests that there are not', 'STORAGE_CORRUPT', () => `${lines()[0]}\n[["drop",{}]]\n`],
    ['is of a later release', 'STORAGE_TOO_NEW', () => '{"format":"millrace-json-storage","version":2}\n'],
  ])('that %s is refused and left as it is', async (_, code, content) => {
    const engine = await createEngine({ flows: [bill], storage: jsonStorage({ file }) });
    await engine.start(bill, undefined);
    await engine.stop();
    const text = content();
    writeFileSync(file, text);
    const storage = jsonStorage({ file });
    await expect(storage.open()).rejects.toMatchObject({ code });
    expect([readFileSync(file, 'utf8'), existsSync(`${file}.lock`)]).toEqual([text, false]);
  });

  it('is of one process at a time', async () => {
    writeFileSync(`${file}.lock`, '1');
    await expect(jsonStorage({ file }).open()).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringContaining('process 1 uses it') as string,
    });
    writeFileSync(`${file}.lock`, 'nobody');
    const storage = jsonStorage({ file });
    await storage.open();
    await storage.close();
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it('is needed for every request', async () => {
    const storage = jsonStorage({ file: join(folder, 'runs.jsonl', 'inside') });
    writeFileSync(file, '');
    await expect(storage.open()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await expect(storage.correctTimers({ now: 0 })).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await expect(storage.list({ order: 'newest', limit: 1 })).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });
});
