import { randomBytes } from 'node:crypto';
import { createEngine, type DurableEngine, type RunSummary } from 'millrace';
import { memoryStorage } from 'millrace/storage';
import { VirtualClock } from 'millrace/testing';
import { invoiceV1, invoiceV2, Ledger, obstacles, released } from '../../samples/operating/invoice';
import { failedRuns, move, tryAgain, tryOut } from '../../samples/operating/operator';
import { privateEngine, start } from '../../samples/operating/private';

const clock = new VirtualClock();
let engine: DurableEngine;
afterEach(() => engine.stop());

async function waitingInvoice(ledger: Ledger) {
  const flow = invoiceV1(ledger);
  engine = await createEngine({ clock, flows: [flow], storage: memoryStorage() });
  const run = await engine.start(flow, { id: 'i-1', cents: 500 });
  return run;
}

it('lists failed runs with their reasons, and tries them again after the repair', async () => {
  const ledger = new Ledger();
  const run = await waitingInvoice(ledger);
  ledger.broken = true;
  await engine.signal({ runId: run.id }, released, { by: 'anna' });
  await expect(run.result()).rejects.toThrow('closed for repair');
  const failed: RunSummary[] = [];
  for await (const one of failedRuns(engine, 'invoice')) failed.push(one);
  expect(failed).toMatchObject([{ id: run.id, failure: { message: 'the ledger is closed for repair' } }]);
  ledger.broken = false;
  expect(await tryAgain(engine, 'invoice')).toEqual([run.id]);
  expect(await run.result()).toBe('i-1');
  expect(ledger.booked).toEqual(['i-1 500']);
});

it('tries out in a copy what would come of a run', async () => {
  const ledger = new Ledger();
  const run = await waitingInvoice(ledger);
  await engine.signal({ runId: run.id }, released, { by: 'anna' });
  await run.result();
  expect(await tryOut(engine, run.id, 'release#1')).toBe('i-1');
  expect(ledger.booked).toEqual(['i-1 500', 'i-1 500']);
});

it('moves waiting runs onto a new version, and says before what stands in the way', async () => {
  const ledger = new Ledger();
  expect(obstacles(ledger)).toMatchObject([{ place: 'release' }]);
  expect(obstacles(ledger, { release: 'approval' })).toEqual([]);
  const run = await waitingInvoice(ledger);
  await clock.settle();
  expect(await move(engine, invoiceV2(ledger))).toEqual([run.id]);
  expect(await engine.inspect(run.id)).toMatchObject({ version: '2.0.0', at: ['approval#1'] });
  await engine.signal({ runId: run.id }, released, { by: 'anna' });
  expect(await run.result()).toBe('i-1');
});

it('stores nothing of value in the clear', async () => {
  const storage = memoryStorage();
  const [old, young] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
  const first = await privateEngine(storage, { '2025': old }, '2025');
  const run = await start(first, 'anna-maria', 'open, sesame');
  expect(await run.result()).toBe('anna-maria has a password of 12 letters');
  await first.stop();
  const stored = JSON.stringify(await storage.load({ run: { id: run.id } }));
  expect(stored).not.toContain('sesame');
  expect(stored).not.toContain('anna-maria');
  engine = await privateEngine(storage, { '2025': old, '2026': young }, '2026');
  const { items } = await engine.history(run.id);
  expect(JSON.stringify(items)).toContain('"password":"[secret]"');
});
