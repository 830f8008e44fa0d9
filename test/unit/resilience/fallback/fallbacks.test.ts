import { isFailure, MillraceError, toFailure } from 'millrace';
import { fallbackChain, StaleCache } from 'millrace/resilience';
import { VirtualClock } from 'millrace/testing';

describe('StaleCache', () => {
  it('gives the last good answer with its age', async () => {
    const clock = new VirtualClock({ start: 1_000_000 });
    const rates = new StaleCache<number>();
    expect(rates.recall('EUR', clock)).toBeUndefined();
    rates.keep('EUR', 1.1, clock);
    await clock.advance(500);
    rates.keep('EUR', 1.2, clock);
    await clock.advance(90_000);
    expect(rates.recall('EUR', clock)).toEqual({ value: 1.2, ageMs: 90_000 });
    expect(rates.recall('EUR', clock, { maxAge: '90s' })).toEqual({ value: 1.2, ageMs: 90_000 });
    expect(rates.recall('EUR', clock, { maxAge: '89s' })).toBeUndefined();
    rates.forget('EUR');
    expect(rates.recall('EUR', clock)).toBeUndefined();
  });

  it('keeps so many answers, and those that were kept last', () => {
    const clock = new VirtualClock({ start: 1_000_000 });
    const kept = new StaleCache<string, number>({ max: 2 });
    kept.keep(1, 'a', clock);
    kept.keep(2, 'b', clock);
    kept.keep(1, 'c', clock);
    kept.keep(3, 'd', clock);
    expect([kept.size, kept.recall(1, clock)?.value, kept.recall(2, clock), kept.recall(3, clock)?.value]).toEqual([
      2,
      'c',
      undefined,
      'd',
    ]);
    expect(() => new StaleCache({ max: 0 })).toThrow('StaleCache: max: expected a whole number of at least 1, got 0');
  });
});

describe('fallbackChain', () => {
  const fails = (code: string) => () => Promise.reject(Object.assign(new Error(`no ${code}`), { code }));

  it('asks one level after the other, and says which answered and why the others did not', async () => {
    const estimate = jest.fn(() => 3);
    const answer = await fallbackChain({ live: fails('ECONNRESET'), replica: async () => 2, estimate });
    expect(answer).toEqual({
      level: 'replica',
      value: 2,
      failures: [
        {
          ...toFailure(Object.assign(new Error('no ECONNRESET'), { code: 'ECONNRESET' })),
          stack: expect.stringContaining('no ECONNRESET') as string,
        },
      ],
    });
    expect(estimate).not.toHaveBeenCalled();
  });

  it('fails with all failures where none answers', async () => {
    const error: unknown = await fallbackChain({ live: fails('A'), replica: fails('B') }).catch(
      (thrown: unknown) => thrown,
    );
    expect(MillraceError.is(error, 'ALL_LEVELS_FAILED')).toBe(true);
    expect((error as Error).message).toBe('no level succeeded: live: no A; replica: no B');
    const failure = toFailure(error);
    expect(failure.errors?.map(({ code }) => code)).toEqual(['A', 'B']);
    expect(isFailure(failure, 'ALL_LEVELS_FAILED')).toBe(true);
    await expect(fallbackChain({})).rejects.toThrow('there are none');
  });
});
