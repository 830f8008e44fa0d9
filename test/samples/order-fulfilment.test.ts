import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from 'inversify';
import { toMermaid } from 'millrace/flow/drawing';

import { createTestEngine, flowCoverage, type TestEngine } from 'millrace/testing';
import { Cashier } from '../../samples/order-fulfilment/cashier';
import { fulfilment } from '../../samples/order-fulfilment/flow';
import { check, golden, record } from '../../samples/order-fulfilment/golden';
import { Warehouse } from '../../samples/order-fulfilment/warehouse';

const order = { id: 'o-1', article: 'lamp', amount: 30 };

describe('order fulfilment', () => {
  const coverage = flowCoverage(fulfilment);
  let warehouse: Warehouse;
  let engine: TestEngine;

  function chargeFailing(failures: number): void {
    warehouse = new Warehouse(new Map([['lamp', 'A7']]));
    const container = new Container();
    container.bind(Warehouse).toConstantValue(warehouse);
    container.bind(Cashier).toConstantValue(new Cashier(failures));
    engine = createTestEngine({ container, flows: [fulfilment] });
    coverage.watch(engine);
  }

  afterEach(() => engine.stop({ graceMs: 0 }));

  it('sends mail and writes to the ledger once the charge went through', async () => {
    chargeFailing(0);
    const run = await engine.start(fulfilment, order);
    await engine.settle();
    expect(await run.result()).toEqual({
      action: 'done',
      value: { mail: 'Dear customer, we received 30 €.', ledger: 'o-1 30' },
    });
    expect(engine.trace(run).emitted('progress')).toEqual([0.5]);
    expect(warehouse.reservations).toBe(1);
  });

  it('tries a charge again when the connection was lost', async () => {
    chargeFailing(3);
    const run = await engine.start(fulfilment, order);
    await engine.advance('2m');
    expect(await run.result()).toMatchObject({ action: 'done' });
  });

  it('gives the stock back when no charge goes through', async () => {
    chargeFailing(Number.POSITIVE_INFINITY);
    const run = await engine.start(fulfilment, order);
    await engine.advance('1h');
    expect(await run.result()).toEqual({ action: 'rejected', value: 'connection reset' });
    expect(warehouse.reservations).toBe(0);
  });

  it('leaves large orders to people, and rejects what it does not have', async () => {
    chargeFailing(0);
    expect(await engine.run(fulfilment, { ...order, amount: 5000 })).toEqual({
      action: 'manual',
      value: { ...order, amount: 5000 },
    });
    expect(await engine.run(fulfilment, { ...order, article: 'moon' })).toEqual({
      action: 'rejected',
      value: 'there is no article moon',
    });
  });

  it('refuses an order that is none', async () => {
    chargeFailing(0);
    await expect(engine.run(fulfilment, { ...order, amount: -1 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      issues: [expect.objectContaining({ path: 'amount' })],
    });
  });

  it('has no node, way out, error edge or hook that the tests above leave out', () => {
    coverage.expect({ nodes: 100, edges: 100, errorEdges: 100, hooks: 100 });
    expect(coverage.report().flows).toMatchObject([
      { runs: 5, nodes: { total: 9 }, edges: { total: 5 }, errorEdges: { total: 2 }, hooks: { total: 1 } },
    ]);
  });

  it('takes the way of the history that is checked in', async () => {
    await expect(check()).resolves.toBeUndefined();
  });

  it('gives the history that is checked in when it is recorded anew', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-golden-'));
    const file = join(folder, 'golden.json');
    await record(file);
    expect(await readFile(file, 'utf8')).toBe(await readFile(golden, 'utf8'));
    await rm(folder, { recursive: true });
  });

  it('is the picture that the README shows', () => {
    const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
    expect(readme).toContain(`\`\`\`mermaid\n${toMermaid(fulfilment).trimEnd()}\n\`\`\``);
  });
});
