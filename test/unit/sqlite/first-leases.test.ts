import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { createEngine, type DurableEngine } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import type { OpenLease, Storage } from 'millrace/storage';
import { VirtualClock } from 'millrace/testing';
import { flows } from '../../fixtures/stored-runs/flows';

/** In the file: the run that lease 1 owns, whose step was executing. */
const STALLED = 18;
const STALLED_ID = 'stalled';

let folder: string;
let file: string;
let storage: Storage;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  file = join(folder, 'runs.db');
  const packed = readFileSync(join(__dirname, '..', '..', 'fixtures', 'stored-runs', 'first-format.db.gz'));
  writeFileSync(file, gunzipSync(packed));
  storage = sqliteStorage({ file, pollMs: 1000 });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function leases(): Promise<readonly OpenLease[]> {
  return storage.leases({ except: { id: 0 } });
}

/** Renews a lease as the first version does. */
function renewAsBefore(id: number, until: number): void {
  const database = new Database(file);
  database.prepare('update lease set until = ? where id = ?').run(until, id);
  database.close();
}

async function resultOf(engine: DurableEngine, id: string): Promise<unknown> {
  const run = await engine.get(id);
  return run?.result();
}

describe('leases that the first version wrote', () => {
  it('are ended by their time of expiry, which is another one after each renewal', async () => {
    await storage.open();
    const [first, second] = await leases();
    expect([first, second]).toEqual([
      { id: 1, engine: expect.any(String), renewal: 1795998883577, renewedAt: 1795998883577, ttlMs: undefined },
      { id: 2, engine: expect.any(String), renewal: 1795998883536, renewedAt: 1795998883536, ttlMs: undefined },
    ]);
    renewAsBefore(1, 1795998888577);
    expect(await storage.endLease({ lease: { id: 1 }, renewal: first?.renewal ?? 0 })).toBe(false);
    expect((await leases())[0]).toMatchObject({ id: 1, renewal: 1795998888577 });
    expect(await storage.endLease({ lease: { id: 1 }, renewal: 1795998888577 })).toBe(true);
    expect((await storage.losses({ runs: [STALLED] })).lostWith).toEqual([1]);
    await storage.close();
  });

  it('can be renewed, by a number that was not seen before', async () => {
    await storage.open();
    const [before] = await leases();
    expect(await storage.renewLease({ lease: { id: 1 }, now: 5, ttlMs: 10 })).toBe(true);
    const [after] = await leases();
    expect(after).toMatchObject({ id: 1, renewedAt: 5, ttlMs: 10 });
    expect(after?.renewal).not.toBe(before?.renewal);
    await storage.close();
  });

  it('end when they are not renewed for the lease of an engine that watches them', async () => {
    const clock = new VirtualClock({ start: 1795998883577 - 5000 });
    const engine = await createEngine({ flows, clock, storage, lease: '15s' });
    await clock.advance(10_000);
    renewAsBefore(1, 1795998898577);
    await clock.advance(15_000);
    expect((await leases()).map(({ id }) => id)).toContain(1);
    await clock.advance(10_000);
    expect((await leases()).map(({ id }) => id)).not.toContain(1);
    expect(await resultOf(engine, STALLED_ID)).toBe(1);
    await engine.stop({ graceMs: 0 });
  });
});
