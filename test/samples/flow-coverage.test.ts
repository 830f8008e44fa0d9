import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from 'inversify';
import { createEngine, memoryStorage } from 'millrace';
import { lookAtCoverage } from '../../samples/flow-coverage/look-at-coverage';
import { Cashier } from '../../samples/order-fulfilment/cashier';
import { fulfilment } from '../../samples/order-fulfilment/flow';
import { Warehouse } from '../../samples/order-fulfilment/warehouse';

const root = join(__dirname, '..', '..');
const config = join(root, 'samples', 'flow-coverage', 'jest.config.ts');

// A process of its own, which compiles what it runs, takes a while on a busy machine.
jest.setTimeout(60_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flow-coverage-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs Jest as a user would, with a worker for each test file. */
function runJest(...patterns: readonly string[]): Promise<{ readonly code: unknown; readonly inspectValue: string }> {
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
      resolve({ code: error ? error.code : 0, inspectValue: `${stdout}${stderr}` });
    });
  });
}

describe('coverage in one process', () => {
  it('is of runs that are watched and of histories that are read', async () => {
    const inspectValue = jest.spyOn(console, 'log').mockReturnValue();
    const container = new Container();
    container.bind(Warehouse).toConstantValue(new Warehouse(new Map([['lamp', 'A7']])));
    container.bind(Cashier).toConstantValue(new Cashier(0));
    const engine = await createEngine({ container, flows: [fulfilment], storage: memoryStorage() });
    const order = { id: 'o-1', article: 'lamp', amount: 30 };
    const kept = await engine.start(fulfilment, { ...order, article: 'moon' });
    await kept.result();
    expect(await lookAtCoverage(engine, [order], kept.id)).toEqual(['amount --large--> manual']);
    expect(inspectValue.mock.calls[0]?.[0]).toContain(
      'order-fulfilment@1.0.0     2  8/9 88.8 %  4/5 80 %     1/2 50 %  0/1 0 %',
    );
    inspectValue.mockRestore();
    await engine.stop();
  });
});

describe('coverage over the files of a Jest run', () => {
  it('is added up, shown, and lets the run pass where it is enough', async () => {
    mkdirSync(join(folder, 'counts'));
    writeFileSync(join(folder, 'counts', 'old.coverage.json'), 'of an earlier run');
    const { code, inspectValue } = await runJest();
    expect({ code, inspectValue }).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, 'counts'))).toHaveLength(2);
    expect(inspectValue).toContain('order-fulfilment@1.0.0     3  9/9 100 %  5/5 100 %     1/2 50 %');
    expect(inspectValue).toContain('error edge charge --error--> rejected');
    expect(inspectValue).toContain('n_amount -->|"large 1×"| n_manual');
  });

  it('fails the run where it is too little, and says what is missing', async () => {
    const { code, inspectValue } = await runJest('refused');
    expect(code).not.toBe(0);
    expect(inspectValue).toContain('1 passed');
    expect(inspectValue).toContain('flow "order-fulfilment@1.0.0": 2 of 9 nodes were exercised, expected 100 %');
    expect(inspectValue).toContain('- edge amount --large--> manual');
  });
});
