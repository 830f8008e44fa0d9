import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestDatabase, type TestDatabase } from '../../support/postgres';

const root = join(__dirname, '..', '..', '..');
const KINDS = ['none', 'memory', 'sqlite in memory', 'sqlite', 'postgres'] as const;

let database: TestDatabase;
let folder: string;
let files = 0;
beforeAll(async () => {
  database = await openTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
});
afterAll(async () => {
  await database.drop('millrace');
  await database.end();
  rmSync(folder, { recursive: true });
});

/** Runs the program until it ends by itself. Resolves with its lines and its exit code. */
function run(kind: (typeof KINDS)[number], what: string): Promise<{ readonly code: number; readonly lines: string[] }> {
  files += 1;
  const places = { sqlite: join(folder, `${files}.db`), 'sqlite in memory': ':memory:', postgres: database.url };
  const place = kind in places ? places[kind as keyof typeof places] : '';
  const [storage = ''] = kind.split(' ');
  const args = ['-r', './scripts/register.cjs', 'test/system/process/program.ts', storage, place, what];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: root }, (error, stdout, stderr) => {
      if (stderr !== '') reject(new Error(stderr));
      else resolve({ code: Number(error?.code ?? 0), lines: stdout.trim().split('\n') });
    });
  });
}

describe.each(KINDS)('the process of an engine with the storage "%s"', (kind) => {
  it('lives until an awaited result is there', async () => {
    expect(await run(kind, 'awaits')).toEqual({ code: 0, lines: ['result 2'] });
  });

  it('is kept alive by the engine while a run waits, until the engine is stopped', async () => {
    expect(await run(kind, 'serves')).toEqual({ code: 0, lines: ['started', 'kept by one timer'] });
  });

  it('ends although a run waits, with keepAlive: false', async () => {
    expect(await run(kind, 'lets go')).toEqual({ code: 0, lines: ['started'] });
  });

  it('ends if the engine only looks', async () => {
    expect(await run(kind, 'looks')).toEqual({ code: 0, lines: ['started'] });
  });
});
