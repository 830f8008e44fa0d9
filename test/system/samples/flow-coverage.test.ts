import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');
const config = join(root, 'samples', 'flow-coverage', 'jest.config.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flow-coverage-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs Jest as a user would, with a worker for each test file. */
function runJest(...patterns: readonly string[]): Promise<{ readonly code: unknown; readonly shown: string }> {
  const args = [
    '-r',
    './scripts/register.cjs',
    'node_modules/jest/bin/jest.js',
    '--config',
    config,
    '--maxWorkers',
    '2',
  ];
  const env = { ...process.env, FLOW_COVERAGE_DIR: join(folder, 'counts') };
  return new Promise((resolve) => {
    execFile(process.execPath, [...args, ...patterns], { cwd: root, env }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, shown: `${stdout}${stderr}` });
    });
  });
}

describe('coverage over the files of a Jest run', () => {
  it('is added up, shown, and lets the run pass where it is enough', async () => {
    mkdirSync(join(folder, 'counts'));
    writeFileSync(join(folder, 'counts', 'old.coverage.json'), 'of an earlier run');
    const { code, shown } = await runJest();
    expect({ code, shown }).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, 'counts'))).toHaveLength(2);
    expect(shown).toContain('order-fulfilment@1.0.0     3  9/9 100 %  5/5 100 %     1/2 50 %');
    expect(shown).toContain('error edge charge --error--> rejected');
    expect(shown).toContain('n_amount -->|"large 1×"| n_manual');
  });

  it('fails the run where it is too little, and says what is missing', async () => {
    const { code, shown } = await runJest('refused');
    expect(code).not.toBe(0);
    expect(shown).toContain('1 passed');
    expect(shown).toContain('flow "order-fulfilment@1.0.0": 2 of 9 nodes are covered, expected 100 %');
    expect(shown).toContain('- edge amount --large--> manual');
  });
});
