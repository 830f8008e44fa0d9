import { Container } from 'inversify';
import { createTestEngine, type TestEngine } from 'millrace/testing';
import { askPrice, UnknownArticle } from '../../samples/failures/by-kind';
import { guardedPrice } from '../../samples/failures/circuit';
import { quoteOrDefault } from '../../samples/failures/default-value';
import { squareRootOfText } from '../../samples/failures/error-boundary';
import { lastGoodPrice } from '../../samples/failures/last-good';
import { askPatiently, loadPrices, QuotaExceeded } from '../../samples/failures/own-policy';
import { priceList } from '../../samples/failures/partial-results';
import { Prices, SparePrices } from '../../samples/failures/prices';
import { price } from '../../samples/failures/several-sources';

let engine: TestEngine;
let startedAt: number;
/** What the services do, each call in turn. */
let service: (article: string) => Promise<number>;
let spare: (article: string) => Promise<number>;

beforeEach(() => {
  const container = new Container();
  container.bind(Prices).toConstantValue(new Prices((article) => service(article)));
  container.bind(SparePrices).toConstantValue(new SparePrices((article) => spare(article)));
  engine = createTestEngine({ container });
  startedAt = engine.clock.now();
});
afterEach(() => engine.stop({ graceMs: 0 }));

/** How much time has passed. */
const elapsedMs = () => engine.clock.now() - startedAt;

const down = async (): Promise<number> => {
  throw new Error('the service is down');
};

it('gives a default when the last attempt has failed', async () => {
  let calls = 0;
  service = async () => {
    calls += 1;
    if (calls === 1) throw new Error('busy');
    return 1250;
  };
  await expect(engine.run(quoteOrDefault, 'lamp')).resolves.toEqual({ status: 'fresh', cents: 1250 });
  service = down;
  await expect(engine.run(quoteOrDefault, 'lamp')).resolves.toEqual({
    status: 'degraded',
    cents: 1000,
    reason: 'the service is down',
  });
  expect(elapsedMs()).toBe(0);
});

it('asks one source after the other', async () => {
  const ask = () => engine.run(price, 'lamp');
  service = async () => 1250;
  spare = async () => 1300;
  await expect(ask()).resolves.toEqual({ action: 'known', value: 1250 });
  service = down;
  await expect(ask()).resolves.toEqual({ action: 'known', value: 1300 });
  spare = down;
  await expect(ask()).resolves.toEqual({ action: 'unknown', value: 'the price of lamp is not available' });
  expect(elapsedMs()).toBe(0);
});

it('answers each kind of failure in its own way', async () => {
  const ask = async (thrown: unknown) => {
    service = async () => {
      throw thrown;
    };
    return engine.run(askPrice, 'lamp');
  };
  await expect(ask(new UnknownArticle('no lamp'))).resolves.toEqual({ kind: 'unknown' });
  await expect(ask(Object.assign(new Error('slow down'), { retryAfter: 60 }))).resolves.toEqual({
    kind: 'busy',
    retryAfterMs: 60_000,
  });
  await expect(ask(new Error('down'))).resolves.toEqual({ kind: 'unavailable' });
  service = () => new Promise(() => {});
  expect(elapsedMs()).toBe(0);
  await expect(engine.run(askPrice, 'lamp')).resolves.toEqual({ kind: 'late' });
  expect(elapsedMs()).toBe(2000);
});

it('keeps what worked and lists what failed', async () => {
  const known = new Map([
    ['lamp', 1250],
    ['chair', 4900],
  ]);
  service = async (article) => known.get(article) ?? Promise.reject(new Error('unknown article'));
  await expect(engine.run(priceList, ['lamp', 'chair'])).resolves.toEqual({
    status: 'success',
    cents: [1250, 4900],
    errors: [],
  });
  await expect(engine.run(priceList, ['lamp', 'sofa', 'chair', 'bed'])).resolves.toEqual({
    status: 'partial_success',
    cents: [1250, 4900],
    errors: ['sofa: unknown article', 'bed: unknown article'],
  });
  expect(elapsedMs()).toBe(0);
});

it('handles in one place what fails anywhere', async () => {
  await expect(engine.run(squareRootOfText, '2')).resolves.toEqual({ action: 'done', value: '1.41' });
  await expect(engine.run(squareRootOfText, 'two')).resolves.toEqual({
    action: 'failed',
    value: { node: 'calculate', attempts: 1, input: 'two', message: '"two" is not a number' },
  });
  await expect(engine.run(squareRootOfText, '-4')).resolves.toEqual({
    action: 'failed',
    value: { node: 'calculate', attempts: 1, input: '-4', message: '-4 has no root' },
  });
});

it('answers with the last good price while it is not too old', async () => {
  service = async () => 1250;
  await expect(engine.run(lastGoodPrice, 'lamp')).resolves.toEqual({ cents: 1250 });
  service = down;
  await engine.advance('1m');
  await expect(engine.run(lastGoodPrice, 'lamp')).resolves.toEqual({ cents: 1250, ageMs: 60_000 });
  await engine.advance('1h');
  await expect(engine.run(lastGoodPrice, 'lamp')).rejects.toMatchObject({
    failure: { message: 'no price of lamp is known', cause: { message: 'the service is down' } },
  });
});

it('leaves a service alone that has failed too often, and says for how long', async () => {
  let calls = 0;
  const ask = () => {
    calls += 1;
    return engine.run(guardedPrice, 'lamp');
  };
  let reached = 0;
  service = async () => {
    reached += 1;
    return reached <= 3 ? down() : 1250;
  };
  for (let failed = 0; failed < 3; failed += 1) await expect(ask()).resolves.toEqual({ status: 'degraded' });
  await engine.advance('10s');
  await expect(ask()).resolves.toEqual({ status: 'circuit_open', retryAfterMs: 20_000 });
  expect([calls, reached]).toEqual([4, 3]);
  await engine.advance('20s');
  await expect(ask()).resolves.toEqual({ status: 'ok', cents: 1250 });
});

it('waits as its own policy says, and asks no second time for what costs quota', async () => {
  const calls: number[] = [];
  const errors = [
    Object.assign(new Error('busy'), { retryAfter: 3600 }),
    Object.assign(new Error('busy'), { retryAfter: 2 }),
  ];
  service = async () => {
    calls.push(elapsedMs());
    const error = errors[calls.length - 1];
    if (error) throw error;
    return 1250;
  };
  await expect(engine.run(askPatiently, 'lamp')).resolves.toBe(1250);
  expect(calls).toEqual([0, 60_000, 62_000]);
  calls.length = 0;
  errors[0] = new QuotaExceeded('enough for today') as never;
  await expect(engine.run(askPatiently, 'lamp')).rejects.toThrow('enough for today');
  expect(calls).toHaveLength(1);
});

it('retries a function that is no step, until the service shuts down', async () => {
  const shutdown = new AbortController();
  await expect(loadPrices(async () => 7, shutdown.signal)).resolves.toBe(7);
  const log = jest.spyOn(console, 'log').mockImplementation((text: string) => {
    if (text.startsWith('attempt 1 failed, the next one in ')) shutdown.abort(new Error('shutting down'));
  });
  const load = jest.fn(down);
  await expect(loadPrices(load, shutdown.signal)).rejects.toThrow('shutting down');
  expect(load).toHaveBeenCalledTimes(1);
  log.mockRestore();
});
