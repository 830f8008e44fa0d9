import { createRetryPolicy, MillraceError, RetryPolicy } from 'millrace';
import { retryDelayMs, retryPolicyOf } from '../../../../src/step';
import { fc } from '../../../support/cases';

const { none, fast, standard, aggressive, patient } = RetryPolicy;
const HALF = 0.5;

/** Waits between all attempts of a policy, without jitter. */
function waits(policy: RetryPolicy): readonly number[] {
  return Array.from({ length: policy.maxAttempts - 1 }, (_, index) => retryDelayMs(policy, index + 1, HALF));
}

describe('the ready-made retry policies', () => {
  it('wait as their descriptions say', () => {
    expect(waits(none)).toEqual([]);
    expect(waits(fast)).toEqual([1000, 2000]);
    expect(waits(standard)).toEqual([2000, 4000]);
    expect(waits(aggressive)).toEqual([2000, 4000, 8000, 16_000]);
    expect(waits(patient)).toEqual([5000, 7500, 11_250, 16_875, 25_313, 37_969, 56_953, 85_430, 120_000]);
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(RetryPolicy)).toBe(true);
    expect(Object.values(RetryPolicy).every(Object.isFrozen)).toBe(true);
  });
});

describe('the wait after a failed attempt', () => {
  const policy = retryPolicyOf({ maxAttempts: 9, initial: 100, factor: 10, max: '1s' }, 'retry');

  it('grows by the factor up to the cap', () => {
    expect([1, 2, 3, 8].map((attempt) => retryDelayMs(policy, attempt, HALF))).toEqual([100, 1000, 1000, 1000]);
  });

  it('varies by a quarter up and down, also where it is capped', () => {
    expect([0, HALF, 1].map((random) => retryDelayMs(policy, 1, random))).toEqual([75, 100, 125]);
    expect([0, HALF, 1].map((random) => retryDelayMs(policy, 5, random))).toEqual([750, 1000, 1250]);
  });

  it('does not vary without jitter', () => {
    const steady = retryPolicyOf({ ...policy, jitter: false }, 'retry');
    expect([0, HALF, 1].map((random) => retryDelayMs(steady, 2, random))).toEqual([1000, 1000, 1000]);
  });

  it('is what the error asks for, if it asks: neither cap nor jitter apply', () => {
    expect(retryDelayMs(policy, 1, 0, 5000)).toBe(5000);
    expect(retryDelayMs(policy, 1, 0, 0)).toBe(0);
  });

  it('is nothing where the first one is nothing, after however many attempts', () => {
    const eager = retryPolicyOf({ initial: 0, factor: 10 }, 'retry');
    expect([1, 2, 1000].map((attempt) => retryDelayMs(eager, attempt, HALF))).toEqual([0, 0, 0]);
  });

  it('is a whole number within a quarter of the capped wait, after any number of attempts', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), random, (attempt, chance) => {
        const wait = retryDelayMs(patient, attempt, chance);
        const capped = Math.min(5000 * 1.5 ** (attempt - 1), 120_000);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(Math.floor(capped * 0.75));
        expect(wait).toBeLessThanOrEqual(Math.ceil(capped * 1.25));
      }),
    );
  });
});

describe('a retry policy in options', () => {
  it('takes what is left out from the standard one', () => {
    expect(retryPolicyOf({}, 'retry')).toEqual(standard);
    expect(retryPolicyOf({ maxAttempts: 7 }, 'retry')).toEqual({ ...standard, maxAttempts: 7 });
    expect(retryPolicyOf({ initial: '1s', max: '1m' }, 'retry')).toEqual({
      ...standard,
      initialMs: 1000,
      maxMs: 60_000,
    });
  });

  it('never cuts a first wait that is given: it raises the longest one', () => {
    expect(retryPolicyOf({ initial: '1h' }, 'retry')).toMatchObject({ initialMs: 3_600_000, maxMs: 3_600_000 });
    expect(retryPolicyOf({ initial: '1h', max: '1h' }, 'retry')).toMatchObject({
      initialMs: 3_600_000,
      maxMs: 3_600_000,
    });
    expect(retryPolicyOf({ max: '1s' }, 'retry')).toMatchObject({ initialMs: 1000, maxMs: 1000 });
  });

  it('refuses a first wait above the longest one', () => {
    for (const contrary of [{ initial: '1h', max: '30s' } as const, { ...fast, initial: '10s' } as const])
      expect(() => retryPolicyOf(contrary, 'retry')).toThrow(
        /^retry\.initial: expected at most max, which is .*, got "1.*"; raise max, or lower initial$/,
      );
  });

  it('may be a ready-made one, changed or not', () => {
    expect(retryPolicyOf(patient, 'retry')).toEqual(patient);
    expect(retryPolicyOf({ ...fast, maxAttempts: 2 }, 'retry')).toEqual({ ...fast, maxAttempts: 2 });
  });

  it('keeps what decides about retries and waits', () => {
    const [retryIf, delay] = [() => false, () => 5];
    expect(retryPolicyOf({ retryIf, delay }, 'retry')).toEqual({ ...standard, retryIf, delay });
  });

  it('can be given a name by createRetryPolicy, which checks it where it is made', () => {
    const policy = createRetryPolicy({ maxAttempts: 6, initial: '500ms' });
    expect(policy).toEqual({ ...standard, maxAttempts: 6, initialMs: 500 });
    expect(Object.isFrozen(policy)).toBe(true);
    expect(createRetryPolicy()).toEqual(standard);
    expect(createRetryPolicy(patient)).toEqual(patient);
    expect(() => createRetryPolicy({ maxAttempts: 0 })).toThrow('retry.maxAttempts');
  });

  it.each([
    [{ maxAttempts: 0 }, 'retry.maxAttempts: expected a whole number of at least 1'],
    [{ maxAttempts: -1 }, 'retry.maxAttempts'],
    [{ maxAttempts: 1.5 }, 'retry.maxAttempts'],
    [{ maxAttempts: Number.NaN }, 'retry.maxAttempts'],
    [{ maxAttempts: '3' }, 'retry.maxAttempts'],
    [{ factor: 0.5 }, 'retry.factor: expected a number of at least 1'],
    [{ factor: Number.POSITIVE_INFINITY }, 'retry.factor'],
    [{ initial: 'soon' }, 'retry.initial: "soon" is not a duration'],
    [{ max: -1 }, 'retry.max: -1 is not a duration'],
    [{ jitter: 1 }, 'retry.jitter: expected true or false'],
    [{ retryIf: true }, 'retry.retryIf: expected a function'],
    [{ delay: '5s' }, 'retry.delay: expected a function'],
    [{ maxRetries: 3 }, 'retry.maxRetries: there is no such option'],
    [[], 'retry: expected an object with some of maxAttempts'],
    [3, 'retry: expected an object with some of maxAttempts'],
    [null, 'retry: expected an object with some of maxAttempts'],
  ])('%j is refused', (options, message) => {
    expect(() => retryPolicyOf(options as never, 'retry')).toThrow(message);
    try {
      retryPolicyOf(options as never, 'retry');
    } catch (error) {
      expect(MillraceError.is(error, 'INVALID_OPTION')).toBe(true);
    }
  });
});
