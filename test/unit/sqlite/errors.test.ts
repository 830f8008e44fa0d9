import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type SqliteOptions, sqliteStorage } from 'millrace/sqlite';
import type { Commit, Created, NewRun, Storage } from 'millrace/storage';
import { Connection } from '../../../src/sqlite/connection/connection';

let folder: string;
let file: string;
let opened: Storage[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  file = join(folder, 'runs.db');
  opened = [];
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const storage of opened) await storage.close();
  rmSync(folder, { recursive: true });
});

async function open(options: Partial<SqliteOptions> = {}): Promise<Storage> {
  const storage = sqliteStorage({ file, busyTimeoutMs: 10, ...options });
  await storage.open();
  opened.push(storage);
  return storage;
}

const head: NewRun['head'] = {
  status: 'running',
  seq: 1,
  busy: true,
  wakeAt: undefined,
  at: [],
  startedAt: 1,
  endedAt: undefined,
  ending: undefined,
};

function newRun(id: string, input = '{}'): NewRun {
  return {
    origin: {
      id,
      flow: 'orders',
      version: '1.0.0',
      hash: 'h',
      correlationId: id,
      idempotencyKey: undefined,
      tags: [],
      createdAt: 1,
    },
    input,
    digest: 'd',
    head,
    entry: { no: 1, seq: 1, at: 1, body: '{}' },
  };
}

function stepOf({ key }: Created, body = '{}'): Commit {
  return { run: key, rev: 0, head: { ...head, seq: 2 }, entry: { no: 2, seq: 2, at: 2, body } };
}

/** Runs created by a new lease. */
async function started(storage: Storage, ...ids: readonly string[]) {
  const lease = await storage.openLease({ engine: 'e', now: 0, ttlMs: 1000 });
  const created = (await storage.create({ runs: ids.map((id) => newRun(id)), lease })) as readonly Created[];
  return { lease, created };
}

const list = (storage: Storage) => storage.list({ order: 'oldest', limit: 100 });

/** Whoever may do everything is not stopped by the rights of a file, so it is done as somebody else. */
async function withoutPrivileges(work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0 || !process.seteuid) return work();
  chownSync(folder, 65534, 65534);
  process.seteuid(65534);
  try {
    await work();
  } finally {
    process.seteuid(0);
  }
}

describe('a file that another process is writing', () => {
  it('is unavailable to whoever writes, can be read, and serves again afterwards', async () => {
    const storage = await open();
    const script = `
      const db = require(${JSON.stringify(require.resolve('better-sqlite3'))})(${JSON.stringify(file)});
      db.exec('begin immediate');
      console.log('locked');
      setInterval(() => undefined, 1000);`;
    const other = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(other, 'exit');
    try {
      await once(other.stdout, 'data');
      await expect(storage.create({ runs: [newRun('a')] })).rejects.toMatchObject({
        code: 'STORAGE_UNAVAILABLE',
        message: expect.stringContaining('is locked by another process') as string,
        details: { file },
      });
      expect((await list(storage)).items).toEqual([]);
      await expect(open()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    } finally {
      other.kill();
      await ended;
    }
    expect(await storage.create({ runs: [newRun('a')] })).toMatchObject([{ result: 'created' }]);
  });
});

describe('a file that cannot be opened', () => {
  it('names the folder as a cause where there is none', async () => {
    file = join(folder, 'no', 'such', 'folder', 'runs.db');
    await expect(open()).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: `the SQLite storage "${file}" cannot be opened: check that its folder exists, that this process may write there, and that it is a file`,
    });
  });

  it('is refused where it is a folder', async () => {
    mkdirSync(file);
    await expect(open()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });

  it('is refused where it may not be written', async () => {
    await (await open()).close();
    opened = [];
    chmodSync(file, 0o444);
    await withoutPrivileges(async () => {
      await expect(open()).rejects.toMatchObject({
        code: 'STORAGE_UNAVAILABLE',
        message: expect.stringContaining('is not writable') as string,
      });
    });
  });

  it('is refused where its folder may not be written', async () => {
    chmodSync(folder, 0o555);
    await withoutPrivileges(async () => {
      await expect(open()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    });
    chmodSync(folder, 0o755);
  });

  it('can be opened once the cause is mended', async () => {
    file = join(folder, 'later', 'runs.db');
    const storage = sqliteStorage(file);
    await expect(storage.open()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    mkdirSync(join(folder, 'later'));
    await storage.open();
    opened.push(storage);
    expect((await list(storage)).items).toEqual([]);
  });
});

describe('a file that is not what it should be', () => {
  it('is not touched where it is no database', async () => {
    writeFileSync(file, 'a letter to my mother, which is longer than the header of a database would be: '.repeat(20));
    const before = readFileSync(file);
    await expect(open()).rejects.toMatchObject({
      code: 'STORAGE_CORRUPT',
      message: expect.stringContaining('is not an SQLite database') as string,
    });
    expect(readFileSync(file)).toEqual(before);
  });

  it('is not touched where it is the database of another program', async () => {
    const other = new Database(file);
    other.exec('create table customer (name text)');
    other.close();
    const before = readFileSync(file);
    await expect(open()).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringContaining('belongs to another program') as string,
    });
    expect(readFileSync(file)).toEqual(before);
  });

  it('may be empty', async () => {
    writeFileSync(file, '');
    expect((await list(await open())).items).toEqual([]);
  });

  it('is refused where a later release wrote it', async () => {
    await (await open()).close();
    opened = [];
    const later = new Database(file);
    later.pragma('user_version = 99');
    later.close();
    await expect(open()).rejects.toMatchObject({ code: 'STORAGE_TOO_NEW', details: { version: 99, known: 4 } });
  });

  it('is refused where it has tables, but no version of a schema', async () => {
    await (await open()).close();
    opened = [];
    for (const version of [0, -1]) {
      const damaged = new Database(file);
      damaged.pragma(`user_version = ${version}`);
      damaged.close();
      await expect(open()).rejects.toMatchObject({
        code: 'STORAGE_CORRUPT',
        message: expect.stringContaining(`has tables, but ${version} as the version of its schema`) as string,
      });
    }
  });

  it('is refused where it is a device', async () => {
    await expect(sqliteStorage('/dev/null').open()).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringContaining('cannot be read or written') as string,
    });
  });

  it('is found to be damaged where it was cut off', async () => {
    const storage = await open({ synchronous: 'NORMAL' });
    await storage.create({ runs: Array.from({ length: 200 }, (_, n) => newRun(`${n}`, 'x'.repeat(1000))) });
    await storage.close();
    opened = [];
    truncateSync(file, Math.floor(statSync(file).size / 2));
    await expect(open().then(list)).rejects.toMatchObject({
      code: 'STORAGE_CORRUPT',
      message: expect.stringContaining('restore a backup') as string,
    });
  });

  it('is found to be damaged where pages were overwritten', async () => {
    const storage = await open({ synchronous: 'NORMAL' });
    await storage.create({ runs: Array.from({ length: 200 }, (_, n) => newRun(`${n}`, 'x'.repeat(1000))) });
    await storage.close();
    opened = [];
    const { size } = statSync(file);
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(size - 4096, 0x5a), 0, size - 4096, 4096);
    closeSync(handle);
    await expect(open().then(list)).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
  });
});

describe('a disk without room', () => {
  it('writes nothing of what was asked for, keeps what was there, and goes on when there is room', async () => {
    const opening = jest.spyOn(Connection, 'open');
    const storage = await open();
    const { driver } = await (opening.mock.results[0]!.value as Promise<Connection>);
    const { lease, created } = await started(storage, 'a', 'b');
    const [a, b] = created as [Created, Created];
    const { n } = driver.prepare<{ n: number }>('select page_count as n from pragma_page_count').get() ?? { n: 0 };
    driver.exec(`pragma max_page_count = ${n + 2}`);

    const commits = [stepOf(a), stepOf(b, 'x'.repeat(100_000))];
    await expect(storage.commit({ lease, commits })).rejects.toMatchObject({
      code: 'STORAGE_FULL',
      message: expect.stringContaining('free space on the disk') as string,
    });
    await expect(storage.create({ runs: [newRun('c', 'x'.repeat(100_000))] })).rejects.toMatchObject({
      code: 'STORAGE_FULL',
    });
    expect(await storage.load({ run: { id: 'a' } })).toMatchObject({ rev: 0, entries: [{ no: 1 }] });
    expect(await storage.commit({ lease, commits: [stepOf(a)] })).toEqual(['committed']);

    driver.exec('pragma max_page_count = 1000000');
    expect(await storage.commit({ lease, commits: [stepOf(b, 'x'.repeat(100_000))] })).toEqual(['committed']);
  });
});

describe('rows that SQLite refuses', () => {
  it('do not fail the commits beside them, and leave nothing behind', async () => {
    const storage = await open();
    const { lease, created } = await started(storage, 'a', 'b', 'c');
    const [a, b, c] = created as [Created, Created, Created];
    const commits = [stepOf(a), { ...stepOf(b), head: { ...head, startedAt: Number.NaN } }, stepOf(c)];
    const results = await storage.commit({ lease, commits });
    expect(results).toEqual(['committed', { error: expect.any(Error) as Error }, 'committed']);
    expect(await storage.load({ run: { id: 'b' } })).toMatchObject({ rev: 0, entries: [{ no: 1 }] });
    expect(await storage.load({ run: { id: 'c' } })).toMatchObject({ rev: 1, entries: [{ no: 1 }, { no: 2 }] });
  });

  it('do not fail the starts beside them', async () => {
    const storage = await open();
    const odd = { ...newRun('b'), head: { ...head, startedAt: Number.NaN } };
    const answers = await storage.create({ runs: [newRun('a'), odd, newRun('c')] });
    expect(answers).toMatchObject([
      { result: 'created' },
      { error: expect.any(Error) as Error },
      { result: 'created' },
    ]);
    expect((await list(storage)).items.map(({ origin }) => origin.id)).toEqual(['a', 'c']);
  });
});

describe('a storage that is not open', () => {
  it('says so, before it was opened and after it was closed', async () => {
    const storage = sqliteStorage(file);
    const refusal = {
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringContaining('is not open: call open() first') as string,
    };
    await expect(list(storage)).rejects.toMatchObject(refusal);
    await storage.open();
    await storage.close();
    await storage.close();
    await expect(storage.create({ runs: [newRun('a')] })).rejects.toMatchObject(refusal);
  });
});

describe('options of sqliteStorage', () => {
  it.each([
    ['', 'file'],
    [{ file: 'a\0b' }, 'file'],
    [{}, 'file'],
    [undefined, 'options'],
    [null, 'options'],
    [{ file: 'a', synchronous: 'OFF' }, 'synchronous'],
    [{ file: 'a', busyTimeoutMs: -1 }, 'busyTimeoutMs'],
    [{ file: 'a', pollMs: 0 }, 'pollMs'],
    [{ file: 'a', maxBody: 2 ** 30 }, 'maxBody'],
    [{ file: 'a', driver: 'sqlite3' }, 'driver'],
    [{ file: 'a', journal: 'wal' }, 'journal'],
  ])('%j is refused where the storage is made', (options, option) => {
    expect(() => sqliteStorage(options as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', details: { option } }) as Error,
    );
  });
});
