import { testFlow } from 'millrace/testing';
import { parking } from '../../samples/shared-store/tariff';
import { wordCount } from '../../samples/shared-store/word-count';

it('counts words in lines that are read at the same time', async () => {
  const lines = ['the miller opens the gate', 'water turns the wheel', '', 'and the millstone turns'];
  const { result } = await testFlow(wordCount, { input: lines });
  expect(result).toEqual({ words: 13, longest: 'millstone' });
});

it('reads settings from the store, validated, and writes what comes of them', async () => {
  const tariff = { currency: 'EUR', centsPerHour: 250 };
  const paid = await testFlow(parking, {
    input: { hours: 3, tariff },
    expect: { result: '7.5 EUR', shared: { hours: 3, cents: 750 } },
  });
  expect(paid.failures).toEqual([]);
  expect(paid.trace.elapsedMs).toBe(0);
  const wrong = await testFlow(parking, {
    input: { hours: 3, tariff: { ...tariff, centsPerHour: 'much' } },
    expect: {
      failure: { code: 'INVALID_INPUT', message: /key "tariff" of the shared store is not valid: centsPerHour: / },
    },
  });
  expect(wrong.failures).toEqual([]);
});
