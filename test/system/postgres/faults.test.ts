import { createServer, type Socket } from 'node:net';
import { type PostgresOptions, postgresStorage } from 'millrace/postgres';
import type { Created, Storage } from 'millrace/storage';
import { PASSWORD, PostgresServer } from '../../support/postgres';
import { newRun, started, stepOf } from '../../support/stored-rows';

// A server of its own, which is stopped and whose connections are cut: TEST_PG_URL may not be treated so.
let server: PostgresServer;
let schemas = 0;
let opened: Storage[] = [];
beforeAll(async () => {
  server = await PostgresServer.create();
});
afterAll(() => server.remove());
afterEach(async () => {
  for (const storage of opened) await storage.close();
  opened = [];
});

function storageOf(options: Partial<PostgresOptions> = {}): Storage {
  schemas += 1;
  return postgresStorage({ url: server.url(), schema: `faults_${schemas}`, ...options });
}

async function open(options: Partial<PostgresOptions> = {}): Promise<Storage> {
  const storage = storageOf(options);
  await storage.open();
  opened.push(storage);
  return storage;
}

const list = (storage: Storage) => storage.list({ order: 'oldest', limit: 100 });

const unavailable = (text: string) => ({
  code: 'STORAGE_UNAVAILABLE',
  message: expect.stringContaining(text) as string,
});

/** Tries again until it works, as an engine does. */
async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    }
  }
}

describe('a database that cannot be opened', () => {
  it.each([
    ['a wrong password', () => server.url({ password: 'wrong-and-secret' }), 'does not let this user in'],
    ['an unknown database', () => server.url({ database: 'none' }), 'has no such database'],
    ['a port where nobody listens', () => 'postgres://a:wrong-and-secret@127.0.0.1:1/b', 'refuses connections'],
    ['a host that nobody knows', () => 'postgres://a:wrong-and-secret@no-such-host.invalid/b', 'cannot be found'],
  ])('is refused for %s, and no message tells a password', async (_, url, text) => {
    const error: unknown = await storageOf({ url: url() })
      .open()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(unavailable(text));
    const told = JSON.stringify([(error as Error).message, (error as { details?: unknown }).details]);
    expect(told).not.toContain('wrong-and-secret');
    expect(told).not.toContain(PASSWORD);
  });

  it('is refused where the other side says nothing in time', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const url = `postgres://a@127.0.0.1:${port}/b`;
    await expect(storageOf({ url, timeoutMs: 100 }).open()).rejects.toMatchObject(
      unavailable('did not answer in time'),
    );
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('can be opened once the cause is mended', async () => {
    await server.stop();
    const storage = storageOf();
    await expect(storage.open()).rejects.toMatchObject(unavailable('refuses connections'));
    await server.start();
    await storage.open();
    opened.push(storage);
    expect((await list(storage)).items).toEqual([]);
  });
});

describe('a schema that is not what it should be', () => {
  it('is not touched where it holds other things', async () => {
    await server.query('create schema others; create table others.customer (name text)');
    await expect(storageOf({ schema: 'others' }).open()).rejects.toMatchObject(unavailable('a schema of its own'));
    expect(await server.query("select tablename from pg_tables where schemaname = 'others'")).toEqual([
      { tablename: 'customer' },
    ]);
  });

  it('is refused where a later release wrote it', async () => {
    await (await open({ schema: 'later' })).close();
    await server.query('update later.schema_version set version = 99');
    await expect(storageOf({ schema: 'later' }).open()).rejects.toMatchObject({
      code: 'STORAGE_TOO_NEW',
      details: { version: 99, known: 4 },
    });
  });

  it('is brought up to date where an earlier release wrote it', async () => {
    const storage = await open({ schema: 'earlier' });
    await storage.create({ runs: [newRun('a')] });
    for (const undo of [
      'drop function earlier.lose_runs, earlier.end_silent_lease, earlier.open_lease',
      'drop table earlier.returned_lease',
      'alter table earlier.lease drop column renewals, drop column ttl',
      'alter table earlier.run drop column lost_with',
      'drop table earlier.document',
      'drop function earlier.write_documents',
      'update earlier.schema_version set version = 1',
      "insert into earlier.lease (engine, until) values ('old', 5000)",
    ])
      await server.query(undo);
    const newer = await open({ schema: 'earlier' });
    const change = { type: 'put', kind: 'schedule', name: 'nightly', rev: 0, body: '{}' } as const;
    expect(await newer.documents?.write({ changes: [change] })).toMatchObject({ result: 'written' });
    expect((await list(newer)).items).toHaveLength(1);
    const [old] = await newer.leases({ except: { id: 0 } });
    expect(old).toMatchObject({ engine: 'old', renewal: 5000, renewedAt: 5000, ttlMs: undefined });
    await server.query('update earlier.lease set until = 6000');
    expect(await newer.endLease({ lease: { id: old?.id ?? 0 }, renewal: 5000 })).toBe(false);
    expect(await newer.endLease({ lease: { id: old?.id ?? 0 }, renewal: 6000 })).toBe(true);
  });

  it('is refused where its user may not use it', async () => {
    await server.query("create role guest login password 'guest'; create schema closed");
    const url = server.url().replace(/\/\/.+@/, '//guest:guest@');
    await expect(storageOf({ url, schema: 'closed' }).open()).rejects.toMatchObject(unavailable('privileges'));
  });

  it('is refused where texts are not kept in UTF-8', async () => {
    await server.query("create database narrow encoding 'LATIN1' template template0");
    await expect(storageOf({ url: server.url({ database: 'narrow' }) }).open()).rejects.toMatchObject(
      unavailable('UTF-8'),
    );
  });

  it('is said to be damaged where a table is missing', async () => {
    const storage = await open({ schema: 'damaged' });
    await server.query('drop table damaged.journal cascade');
    await expect(storage.journal({ run: 1 })).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
  });

  it('is made once by many who open it at the same time', async () => {
    const storages = Array.from({ length: 5 }, () => storageOf({ schema: 'crowded' }));
    opened.push(...storages);
    await Promise.all(storages.map((storage) => storage.open()));
    await storages[0]!.create({ runs: [newRun('a')] });
    expect((await list(storages[4]!)).items).toHaveLength(1);
  });
});

describe('a connection that is cut', () => {
  const cutAll = () =>
    server.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'millrace' and pid <> pg_backend_pid()",
    );

  it('is made again for the next call, and nothing that was acknowledged is lost', async () => {
    const storage = await open();
    const { lease, created } = await started(storage, 'a');
    const [a] = created as [Created];
    expect(await storage.commit({ lease, commits: [stepOf(a)] })).toEqual(['committed']);
    await cutAll();
    expect((await storage.load({ run: { id: 'a' } }))?.rev).toBe(1);
    expect(await eventually(() => storage.commit({ lease, commits: [stepOf(a, 1)] }))).toEqual(['committed']);
  });

  it('in the middle of a commit leaves nothing half done, and says that it was lost', async () => {
    const storage = await open({ schema: 'cut' });
    const { lease, created } = await started(storage, 'a', 'b');
    const [a, b] = created as [Created, Created];
    // Somebody holds a row of the second run, so the commit waits in the middle.
    const holder = await server.hold(`select 1 from cut.run where key = ${b.key} for update`);
    const commit = storage.commit({ lease, commits: [stepOf(a), stepOf(b)] });
    const refused = expect(commit).rejects.toMatchObject(unavailable('has ended the connection'));
    await server.untilWaiting();
    await server.query("select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'");
    await refused;
    await holder.release();
    expect((await storage.load({ run: { id: 'a' } }))?.rev).toBe(0);
    expect(await storage.commit({ lease, commits: [stepOf(a), stepOf(b)] })).toEqual(['committed', 'committed']);
  });

  it('is replaced after a commit that got no answer in time, and the result of that commit is unknown', async () => {
    const storage = await open({ schema: 'late', timeoutMs: 500 });
    const { lease, created } = await started(storage, 'a', 'b');
    const [a, b] = created as [Created, Created];
    const holder = await server.hold(`select 1 from late.run where key = ${a.key} for update`);
    await expect(storage.commit({ lease, commits: [stepOf(a)] })).rejects.toMatchObject(
      unavailable('did not answer in time'),
    );
    expect(await storage.commit({ lease, commits: [stepOf(b)] })).toEqual(['committed']);
    await holder.release();
    // The server may still write what it has been asked for.
    const { rev = 0 } = (await storage.load({ run: { id: 'a' } })) ?? {};
    const [again] = await storage.commit({ lease, commits: [stepOf(a, rev)] });
    expect([rev, again]).toEqual(rev === 0 ? [0, expect.stringMatching(/committed|lost/)] : [1, 'committed']);
  });

  it('does not end watching: what others write is told again', async () => {
    const [storage, other] = [await open({ schema: 'told' }), await open({ schema: 'told' })];
    await cutAll();
    const told = new Promise((resolve) => storage.watch(resolve));
    // Whoever has lost the connection looks once when it is back, as something may have been told meanwhile.
    await eventually(() => other.create({ runs: [newRun('a')] }));
    expect(await told).toEqual({ type: 'due' });
    const { lease, created } = await eventually(() => started(other, 'b'));
    const [b] = created as [Created];
    const committed = new Promise<void>((resolve) => {
      storage.watch((notice) => {
        if (notice.type === 'committed' && notice.run === b.key) resolve();
      });
    });
    let rev = 0;
    const again = setInterval(() => void other.commit({ lease, commits: [stepOf(b, rev++)] }), 50);
    await committed;
    clearInterval(again);
  });
});

describe('commits that wait', () => {
  it('leave connections for others', async () => {
    const storage = await open({ schema: 'waits', poolSize: 2 });
    const { lease, created } = await started(storage, 'a', 'b', 'c');
    const [a, b, c] = created as [Created, Created, Created];
    const holder = await server.hold(`select 1 from waits.run where key <> ${c.key} for update`);
    const waiting = [a, b].map((run) => storage.commit({ lease, commits: [stepOf(run)] }));
    await server.untilWaiting();
    expect(await storage.commit({ lease, commits: [stepOf(c)] })).toEqual(['committed']);
    await holder.release();
    expect((await Promise.all(waiting)).flat()).toEqual(['committed', 'committed']);
  });
});

describe('a server that is stopped and started again', () => {
  it.each(['fast', 'immediate'] as const)('keeps what was acknowledged, and serves again (%s)', async (mode) => {
    const storage = await open();
    const { lease, created } = await started(storage, 'a');
    const [a] = created as [Created];
    let acknowledged = 0;
    let stopped = false;
    const writing = (async () => {
      try {
        for (;;) {
          const [result] = await storage.commit({ lease, commits: [stepOf(a, acknowledged)] });
          expect(result).toBe('committed');
          acknowledged += 1;
        }
      } catch (error) {
        stopped = true;
        throw error;
      }
    })();
    const refused = expect(writing).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    while (acknowledged < 5) await storage.load({ run: { id: 'a' } });
    await server.stop(mode);
    await refused;
    expect(stopped).toBe(true);
    await expect(storage.create({ runs: [newRun('b')] })).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await server.start();
    const stored = await eventually(() => storage.load({ run: { id: 'a' } }));
    // The last one may have been written without anybody being told.
    expect([acknowledged, acknowledged + 1]).toContain(stored?.rev);
    expect(stored?.entries).toHaveLength((stored?.rev ?? 0) + 1);
  });
});

describe('rows that PostgreSQL refuses', () => {
  const odd = { head: { ...stepOf({ key: 0 }).head, startedAt: Number.NaN } };

  it('do not fail the commits beside them, and leave nothing behind', async () => {
    const storage = await open();
    const { lease, created } = await started(storage, 'a', 'b', 'c');
    const [a, b, c] = created as [Created, Created, Created];
    const commits = [stepOf(a), stepOf(b, 0, odd), stepOf(c), stepOf(c, 1)];
    const results = await storage.commit({ lease, commits });
    expect(results).toEqual(['committed', { error: expect.any(Error) as Error }, 'committed', 'committed']);
    expect(await storage.load({ run: { id: 'b' } })).toMatchObject({ rev: 0, entries: [{ no: 1 }] });
    expect(await storage.load({ run: { id: 'c' } })).toMatchObject({
      rev: 2,
      entries: [{ no: 1 }, { no: 2 }, { no: 3 }],
    });
  });

  it('do not fail the starts beside them', async () => {
    const storage = await open();
    const answers = await storage.create({ runs: [newRun('a'), { ...newRun('b'), ...odd }, newRun('c')] });
    expect(answers).toMatchObject([
      { result: 'created' },
      { error: expect.any(Error) as Error },
      { result: 'created' },
    ]);
    expect((await list(storage)).items.map(({ origin }) => origin.id)).toEqual(['a', 'c']);
  });

  it('are said to be too long where an index cannot hold them', async () => {
    const storage = await open();
    const noise = Array.from({ length: 9000 }, (_, n) => ((n * 7919) % 65_521).toString(36)).join('');
    const [answer] = await storage.create({ runs: [newRun(noise)] });
    expect(answer).toMatchObject({ error: { code: 'PAYLOAD_TOO_LARGE' } });
  });
});

describe('a storage that is not open', () => {
  it('says so, before it was opened and after it was closed', async () => {
    const storage = storageOf();
    await expect(list(storage)).rejects.toMatchObject(unavailable('is not open: call open() first'));
    await storage.open();
    await storage.close();
    await storage.close();
    await expect(storage.create({ runs: [newRun('a')] })).rejects.toMatchObject(unavailable('is not open'));
  });

  it('is closed after what it is writing has been written', async () => {
    const storage = storageOf({ schema: 'closing', poolSize: 1 });
    await storage.open();
    const answers = Promise.all(['a', 'b', 'c'].map((id) => storage.create({ runs: [newRun(id)] })));
    await storage.close();
    expect((await answers).flat()).toMatchObject(Array(3).fill({ result: 'created' }));
    expect(await server.query('select id from closing.origin order by id')).toHaveLength(3);
  });
});

describe('options of postgresStorage', () => {
  it.each([
    ['', 'url'],
    ['mysql://a:secret@b/c', 'url'],
    [{ url: 'postgres://a', connection: {} }, 'connection'],
    [{ connection: null }, 'connection'],
    [undefined, 'options'],
    [null, 'options'],
    [{ schema: 'Orders' }, 'schema'],
    [{ schema: 'a; drop schema b' }, 'schema'],
    [{ poolSize: 0 }, 'poolSize'],
    [{ pollMs: 0.5 }, 'pollMs'],
    [{ timeoutMs: -1 }, 'timeoutMs'],
    [{ maxBody: 2 ** 30 }, 'maxBody'],
    [{ ssl: true }, 'ssl'],
  ])('%j is refused where the storage is made', (options, option) => {
    const make = () => postgresStorage(options as never);
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', details: { option } }) as Error);
    expect(make).not.toThrow('secret');
  });
});
