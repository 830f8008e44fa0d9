import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from 'millrace';
import { engineConformance } from 'millrace/conformance';
import { sqliteStorage } from 'millrace/sqlite';
import { compression, encryption, memoryStorage } from 'millrace/storage';

/** No engine is late: this ends what hangs. */
const patienceMs = 60_000;

describe('the engine over the memory storage', () => {
  const checks = engineConformance({
    durable: true,
    patienceMs,
    create: () => {
      const storage = memoryStorage();
      return { engine: (options) => createEngine({ ...options, storage }) };
    },
  });
  for (const { name, run } of checks) it(name, run);
});

describe('the engine over the memory storage, whose values are encrypted', () => {
  const transforms = [compression({ from: 200 }), encryption({ keys: { a: randomBytes(32) }, current: 'a' })];
  const checks = engineConformance({
    durable: true,
    patienceMs,
    create: () => {
      const storage = memoryStorage();
      return { engine: (options) => createEngine({ ...options, storage, transforms }) };
    },
  });
  for (const { name, run } of checks) it(name, run);
});

describe('the engine over an SQLite file', () => {
  const checks = engineConformance({
    durable: true,
    patienceMs,
    create: () => {
      const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
      // Each engine has a storage of its own, as each process would. What a power cut would lose is not tested.
      const storage = () => sqliteStorage({ file: join(folder, 'runs.db'), synchronous: 'NORMAL' });
      return {
        engine: (options) => createEngine({ ...options, storage: storage() }),
        dispose: () => rmSync(folder, { recursive: true }),
      };
    },
  });
  for (const { name, run } of checks) it(name, run);
});
