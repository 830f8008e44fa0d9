import { createRetryPolicy, isRetryableError, RetryPolicy, TerminalError } from 'millrace';
import { type RetryNotice, retryAfterOf, withRetry } from 'millrace/resilience';
import { VirtualClock } from 'millrace/testing';

// The retries of TinyFlow, written with Millrace; a test or more for each row of a list of its features. "(otherwise: …)"
// in a name marks what is done differently on purpose; docs/coming-from/tinyflow.md and docs/decisions/0016-retries.md say why.

const HALF = 0.5;

/** Calls a function that always fails, or as often as there are errors, on a clock of its own. */
function failing(policy: Parameters<typeof withRetry>[1], errors?: readonly unknown[], random = HALF) {
  const clock = new VirtualClock({ start: 1_000_000 });
  const start = clock.now();
  const at: number[] = [];
  const notices: RetryNotice[] = [];
  const result = withRetry(
    ({ attempt }) => {
      at.push(clock.now() - start);
      if (!errors) throw new Error(`failure ${attempt}`);
      if (attempt > errors.length) return 'done';
      throw errors[attempt - 1];
    },
    policy,
    { clock, random: () => random, onRetry: (notice) => void notices.push(notice) },
  );
  result.catch(() => undefined);
  return { clock, at, notices, result };
}

/** The waits between the attempts of a policy, with one roll of the dice for all of them. */
async function waits(policy: RetryPolicy, random = HALF): Promise<readonly number[]> {
  const { clock, at } = failing(policy, undefined, random);
  await clock.advance(10_000_000);
  return at.slice(1).map((time, index) => time - (at[index] ?? 0));
}

describe('5.11 withRetry', () => {
  it('5.11 gives the value of the first attempt that succeeds', async () => {
    const { clock, result, at } = failing(RetryPolicy.standard, [new Error('1'), new Error('2')]);
    await clock.advance(60_000);
    await expect(result).resolves.toBe('done');
    expect(at).toEqual([0, 2000, 6000]);
  });

  it('5.11 follows the standard policy if none is given, and rethrows the last error', async () => {
    const { clock, result, at } = failing(undefined);
    await clock.advance(60_000);
    await expect(result).rejects.toThrow('failure 3');
    expect(at).toHaveLength(3);
  });

  it('5.11 calls onRetry before each wait and not after the last attempt, with the attempt that failed', async () => {
    const { clock, notices } = failing(RetryPolicy.standard);
    await clock.advance(60_000);
    expect(
      notices.map(({ attempt, error, totalDelayMs }) => [attempt, (error as Error).message, totalDelayMs]),
    ).toEqual([
      [1, 'failure 1', 2000],
      [2, 'failure 2', 6000],
    ]);
  });

  it('5.11 wraps what is thrown that is no error (otherwise: an object that says what happened stays as it is)', async () => {
    await expect(failing(RetryPolicy.none, ['a text']).result).rejects.toMatchObject({
      message: expect.stringContaining('a text') as string,
      cause: 'a text',
    });
    const answer = { status: 503 };
    await expect(failing(RetryPolicy.none, [answer]).result).rejects.toBe(answer);
  });

  it('5.11 (otherwise: only errors that are worth it are retried; retryIf: () => true retries all)', async () => {
    const mistake = new TypeError('x is not a function');
    const once = failing(RetryPolicy.fast, [mistake]);
    await expect(once.result).rejects.toBe(mistake);
    expect(once.at).toEqual([0]);
    const all = failing({ ...RetryPolicy.fast, retryIf: () => true }, [mistake, new TerminalError('no')]);
    await all.clock.advance(60_000);
    await expect(all.result).resolves.toBe('done');
  });
});

describe('5.12 policies', () => {
  it('5.12 none, fast, standard, aggressive and patient make 1, 3, 3, 5 and 10 attempts with their waits', async () => {
    expect(await waits(RetryPolicy.none)).toEqual([]);
    expect(await waits(RetryPolicy.fast)).toEqual([1000, 2000]);
    expect(await waits(RetryPolicy.standard)).toEqual([2000, 4000]);
    expect(await waits(RetryPolicy.aggressive)).toEqual([2000, 4000, 8000, 16_000]);
    expect(await waits(RetryPolicy.patient)).toEqual([
      5000, 7500, 11_250, 16_875, 25_313, 37_969, 56_953, 85_430, 120_000,
    ]);
  });

  it('5.12 caps the waits at 5, 30, 60 and 120 seconds, and varies them', () => {
    const { fast, standard, aggressive, patient } = RetryPolicy;
    expect([fast, standard, aggressive, patient].map(({ maxMs, jitter }) => [maxMs, jitter])).toEqual([
      [5000, true],
      [30_000, true],
      [60_000, true],
      [120_000, true],
    ]);
  });
});

describe('5.13 createRetryPolicy', () => {
  it('5.13 takes what is left out from 3 attempts, a cap of 30 s, a factor of 2 and jitter (otherwise: 2 s first, as the standard policy)', () => {
    expect(createRetryPolicy()).toEqual({ maxAttempts: 3, initialMs: 2000, maxMs: 30_000, factor: 2, jitter: true });
    expect(createRetryPolicy({ maxAttempts: 7 })).toEqual({ ...RetryPolicy.standard, maxAttempts: 7 });
  });

  it('5.13 waits min(initial · factor^(n−1), max) after attempt n', async () => {
    const policy = createRetryPolicy({ maxAttempts: 6, initial: '1s', factor: 3, max: '20s', jitter: false });
    expect(await waits(policy)).toEqual([1000, 3000, 9000, 20_000, 20_000]);
  });

  it('5.13 varies the wait by a quarter after the cap, so that it may exceed it', async () => {
    const policy = createRetryPolicy({ maxAttempts: 2, initial: '20s', max: '20s' });
    expect(await waits(policy, 0)).toEqual([15_000]);
    expect(await waits(policy, 0.999_999)).toEqual([25_000]);
  });

  it.each([{ maxAttempts: 0 }, { maxAttempts: -1 }, { initial: -5 }, { factor: 0 }])(
    '5.13 (otherwise: %j is refused where it is declared)',
    (options) => {
      expect(() => createRetryPolicy(options)).toThrow(`retry.${Object.keys(options)[0] ?? ''}`);
    },
  );
});

describe('5.14 isRetryableError', () => {
  it('5.14 says yes to networks, timeouts and 5xx, and no to validation and 4xx', () => {
    const error = (fields: object) => Object.assign(new Error('x'), fields);
    const yes = [
      ...[{ code: 'ECONNRESET' }, { code: 'ENOTFOUND' }, { code: 'ETIMEDOUT' }, { name: 'TimeoutError' }],
      ...[{ status: 500 }, { status: 503 }, { response: { status: 502 } }],
    ];
    const no = [{ name: 'ValidationError' }, { status: 400 }, { status: 404 }, { response: { status: 422 } }];
    expect(yes.map((fields) => isRetryableError(error(fields)))).toEqual(yes.map(() => true));
    expect(no.map((fields) => isRetryableError(error(fields)))).toEqual(no.map(() => false));
  });

  it('5.14 (otherwise: it reads names, codes and statuses, never the words of a message; what is not known is retried)', () => {
    expect(isRetryableError(Object.assign(new Error('network timeout'), { status: 400 }))).toBe(false);
    expect(isRetryableError(new Error('something else'))).toBe(true);
    expect(isRetryableError('not an error')).toBe(true);
  });

  it('5.14 (otherwise: 408, 425 and 429 are worth another attempt, when the server says)', () => {
    const busy = { status: 429, headers: { 'retry-after': '3' } };
    expect([408, 425, 429].map((status) => isRetryableError({ status }))).toEqual([true, true, true]);
    expect(retryAfterOf(busy)).toBe(3000);
  });
});
