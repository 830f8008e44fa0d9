import { Container } from 'inversify';
import { createTestEngine, type TestEngine } from 'millrace/testing';
import { quote, rateTable } from '../../samples/resilience/flow';
import { KeptRates } from '../../samples/resilience/quote';
import { Archive, RateService } from '../../samples/resilience/rate-service';
import { runSample } from './run-sample';

let engine: TestEngine;
let service: RateService;
let archive: Archive;
beforeEach(() => {
  service = new RateService();
  archive = new Archive();
  const container = new Container();
  container.bind(RateService).toConstantValue(service);
  container.bind(Archive).toConstantValue(archive);
  container.bind(KeptRates).toConstantValue(new KeptRates());
  engine = createTestEngine({ container, flows: [quote, rateTable] });
});
afterEach(() => engine.stop());

const ask = (currency: string) => engine.run(quote, currency);
const live = (rate: number) => ({ action: 'quoted', value: { currency: 'EUR', rate, from: 'live', ageMs: 0 } });

it('answers with the last good rate and its age while the service is down', async () => {
  await expect(ask('EUR')).resolves.toEqual(live(1.51));
  service.down = true;
  await engine.advance(1500);
  const kept = { action: 'quoted', value: { currency: 'EUR', rate: 1.51, from: 'kept', ageMs: 1500 } };
  for (let call = 0; call < 5; call += 1) await expect(ask('EUR')).resolves.toEqual(kept);
  // The circuit has opened after the third.
  expect(service.calls).toBe(4);
  await expect(ask('USD')).resolves.toEqual({
    action: 'quoted',
    value: { currency: 'USD', rate: 1.5, from: 'archive' },
  });
});

it('says when to come back where nothing has an answer', async () => {
  service.down = true;
  archive.broken = true;
  await expect(ask('EUR')).resolves.toMatchObject({ action: 'later', value: { why: '503 from the rate service' } });
  await Promise.all([ask('EUR'), ask('EUR')]);
  await engine.advance(100);
  await expect(ask('EUR')).resolves.toEqual({
    action: 'later',
    value: { why: expect.stringContaining('the circuit breaker "rates" is open') as string, retryAfterMs: 29_900 },
  });
  service.down = false;
  await engine.advance(29_900);
  await expect(ask('EUR')).resolves.toEqual(live(1.54));
});

it('treats a failure by its kind', async () => {
  await expect(ask('XXX')).resolves.toEqual({
    action: 'later',
    value: { why: 'XXX is no currency', retryAfterMs: undefined },
  });
  expect(engine.resilience().breakers['rates']).toMatchObject({ state: 'closed', failures: 0 });
});

it('gives as much of a table as there is', async () => {
  await expect(engine.run(rateTable, ['EUR', 'XXX', 'USD'])).resolves.toMatchObject({
    status: 'partial',
    quotes: [{ currency: 'EUR' }, { currency: 'USD' }],
    failures: { XXX: { name: 'NoRate' } },
  });
  await expect(engine.run(rateTable, ['EUR'])).resolves.toMatchObject({ status: 'complete', failures: {} });
});

it('prints what came of each call', async () => {
  const printed = await runSample('resilience');
  const lines = printed
    .trim()
    .split('\n')
    .map((line) => line.replaceAll(/\d+ ms|(?<="\w+Ms":)\d+/g, '…'));
  expect(lines.filter((line) => line.startsWith('--'))).toEqual([
    '-- somebody pulls the plug',
    '-- breaker.opened',
    '-- 0 calls were made since then',
    '-- and puts it in again, and an operator does not wait for the 30 s',
    '-- breaker.isolated',
    '-- breaker.closed',
  ]);
  expect(lines).toContain('EUR {"action":"quoted","value":{"currency":"EUR","from":"kept","rate":1.51,"ageMs":…}}');
  expect(lines).toContain("partial 1 [ 'USD' ]");
  expect(lines.at(-2)).toContain('"from":"live"');
  expect(lines.at(-1)).toBe('closed');
});
