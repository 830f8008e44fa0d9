import { createEngine, type Engine } from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { parking } from '../../samples/shared-store/tariff';
import { wordCount } from '../../samples/shared-store/word-count';
import { failureOf } from '../support/failure-of';

let clock: VirtualClock;
let engine: Engine;
beforeEach(async () => {
  clock = new VirtualClock({ start: 1_000_000 });
  engine = await createEngine({ clock });
});
afterEach(() => engine.stop({ graceMs: 0 }));

it('counts words in lines that are read at the same time', async () => {
  const lines = ['the miller opens the gate', 'water turns the wheel', '', 'and the millstone turns'];
  await expect(engine.run(wordCount, lines)).resolves.toEqual({ words: 13, longest: 'millstone' });
});

it('reads settings from the store, validated, and writes what comes of them', async () => {
  const tariff = { currency: 'EUR', centsPerHour: 250 };
  const paid = engine.run(parking, { hours: 3, tariff });
  await clock.advance(0);
  await expect(paid).resolves.toBe('7.5 EUR');
  const wrong = engine.start(parking, { hours: 3, tariff: { currency: 'EUR', centsPerHour: 'much' } });
  await expect(failureOf((await wrong).result())).resolves.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('key "tariff" of the shared store is not valid: centsPerHour: ') as string,
  });
});
