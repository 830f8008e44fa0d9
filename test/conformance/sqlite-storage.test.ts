import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storageConformance } from 'millrace/conformance';
import { sqliteStorage } from 'millrace/sqlite';

describe('the SQLite storage without a file', () => {
  const checks = storageConformance({
    create: (options) => ({ storage: sqliteStorage({ file: ':memory:', ...options }) }),
    survivesClose: false,
  });
  for (const { name, run } of checks) it(name, run);
});

describe('the SQLite storage with a file', () => {
  const checks = storageConformance({
    create: (options) => {
      const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
      // What a power cut would lose is not tested, so there is no need to wait for the disk.
      const another = () => sqliteStorage({ file: join(folder, 'runs.db'), synchronous: 'NORMAL', ...options });
      return { storage: another(), another, dispose: () => rmSync(folder, { recursive: true }) };
    },
  });
  for (const { name, run } of checks) it(name, run);
});
