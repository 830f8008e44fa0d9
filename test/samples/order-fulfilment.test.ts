import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from 'inversify';
import { createEngine, type Engine, toMermaid } from 'millrace';
import { flowCoverage, VirtualClock } from 'millrace/testing';
import { Cashier } from '../../samples/order-fulfilment/cashier';
import { fulfilment } from '../../samples/order-fulfilment/flow';
import { check, golden, record } from '../../samples/order-fulfilment/golden';
import { Warehouse } from '../../samples/order-fulfilment/warehouse';

const order = { id: 'o-1', article: 'lamp', amount: 30 };

describe('order fulfilment', () => {
  const coverage = flowCoverage(fulfilment);
  let warehouse: Warehouse;
  let clock: VirtualClock;
  let engine: Engine;

  async function start(failures: number): Promise<void> {
    clock = new VirtualClock({ start: 1_000_000 });
    warehouse = new Warehouse(new Map([['lamp', 'A7']]));
    const container = new Container();
    container.bind(Warehouse).toConstantValue(warehouse);
    container.bind(Cashier).toConstantValue(new Cashier(failures));
    engine = await createEngine({ container, clock, flows: [fulfilment] });
    coverage.watch(engine);
  }

  afterEach(() => engine.stop({ graceMs: 0 }));

  it('sends mail and writes to the ledger once the charge went through', async () => {
    await start(0);
    const run = await engine.start(fulfilment, order);
    const progress: number[] = [];
    run.output('progress').subscribe((fraction) => progress.push(fraction));
    expect(await run.result()).toEqual({
      action: 'done',
      value: { mail: 'Dear customer, we received 30 €.', ledger: 'o-1 30' },
    });
    expect(progress).toEqual([0.5]);
    expect(warehouse.reservations).toBe(1);
  });

  it('tries a charge again when the connection was lost', async () => {
    await start(3);
    const run = await engine.start(fulfilment, order);
    await clock.advance(120_000);
    expect(await run.result()).toMatchObject({ action: 'done' });
  });

  it('gives the stock back when no charge goes through', async () => {
    await start(Number.POSITIVE_INFINITY);
    const run = await engine.start(fulfilment, order);
    await clock.advance(3_600_000);
    expect(await run.result()).toEqual({ action: 'rejected', value: 'connection reset' });
    expect(warehouse.reservations).toBe(0);
  });

  it('leaves large orders to people, and rejects what it does not have', async () => {
    await start(0);
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
    await start(0);
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
