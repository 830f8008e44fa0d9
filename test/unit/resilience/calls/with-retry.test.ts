import { createRetryPolicy, MillraceError, type RetryOptions, RetryPolicy, TerminalError } from 'millrace';
import { type RetryNotice, type WithRetryOptions, withRetry } from 'millrace/resilience';
import { VirtualClock } from 'millrace/testing';
import { cases, fc } from '../../../support/cases';

const steady = { maxAttempts: 3, initial: '1s', factor: 2, jitter: false } as const;

/** A function under retries on a clock that stands still. It fails as often as there are errors. */
function retried(
  errors: readonly unknown[],
  policy: RetryPolicy | RetryOptions = steady,
  options: WithRetryOptions = {},
) {
  const clock = new VirtualClock({ start: 1_000_000 });
  const start = clock.now();
  const calls: number[] = [];
  const notices: RetryNotice[] = [];
  const result = withRetry(
    ({ attempt }) => {
      calls.push(clock.now() - start);
      if (attempt <= errors.length) throw errors[attempt - 1];
      return `attempt ${attempt}`;
    },
    policy,
    { clock, random: () => 0.5, onRetry: (notice) => void notices.push(notice), ...options },
  );
  result.catch(() => undefined);
  return { clock, calls, notices, result };
}

describe('a function under withRetry', () => {
  it('is called once if it succeeds, and gives its value', async () => {
    const { result, calls, clock } = retried([]);
    await expect(result).resolves.toBe('attempt 1');
    expect([calls, clock.pending]).toEqual([[0], 0]);
  });

  it('is called again after the waits of its policy, and its caller is told before each', async () => {
    const [first, second] = [new Error('1'), new Error('2')];
    const { result, calls, notices, clock } = retried([first, second]);
    await clock.advance(3000);
    await expect(result).resolves.toBe('attempt 3');
    expect(calls).toEqual([0, 1000, 3000]);
    expect(notices).toEqual([
      { attempt: 1, error: first, delayMs: 1000, totalDelayMs: 1000 },
      { attempt: 2, error: second, delayMs: 2000, totalDelayMs: 3000 },
    ]);
  });

  it('fails with its last error, as it was thrown, and nobody is told after the last attempt', async () => {
    const last = new Error('3');
    const { result, notices, clock } = retried([new Error('1'), new Error('2'), last]);
    await clock.advance(60_000);
    await expect(result).rejects.toBe(last);
    expect(notices).toHaveLength(2);
  });

  it('follows the standard policy where none is given', async () => {
    const clock = new VirtualClock({ start: 1_000_000 });
    const times: number[] = [];
    const result = withRetry(
      () => {
        times.push(clock.now());
        throw new Error('no');
      },
      undefined,
      { clock, random: () => 0.5 },
    );
    result.catch(() => undefined);
    await clock.advance(60_000);
    await expect(result).rejects.toThrow('no');
    expect(times.map((at) => at - (times[0] ?? 0))).toEqual([0, 2000, 6000]);
  });

  it('may be asynchronous, and may give nothing', async () => {
    await expect(withRetry(async () => undefined, RetryPolicy.none)).resolves.toBeUndefined();
    const broken = new Error('later');
    await expect(withRetry(() => Promise.reject(broken), RetryPolicy.none)).rejects.toBe(broken);
  });

  it('is not called again after an error that another attempt would not mend', async () => {
    const error = new TerminalError('declined');
    const { result, calls } = retried([error]);
    await expect(result).rejects.toBe(error);
    expect(calls).toHaveLength(1);
  });

  it('asks retryIf anew after each failure, and the general rule where retryIf has no opinion', async () => {
    const asked: unknown[] = [];
    const retryIf = (error: unknown, attempt: number) => {
      asked.push([error, attempt]);
      return error === 'stop' ? false : error === 'no opinion' ? undefined : true;
    };
    const policy = { maxAttempts: 9, initial: 0, retryIf };
    const { result, calls } = retried([new TerminalError('try'), 'no opinion', 'stop'], policy);
    await expect(result).rejects.toThrow('stop');
    expect(calls).toHaveLength(3);
    expect(asked).toEqual([
      [expect.any(TerminalError), 1],
      ['no opinion', 2],
      ['stop', 3],
    ]);
  });

  it('waits as long as its policy says, else as its error asks for, else as the numbers come to', async () => {
    const delay = (error: unknown) => (error === 'now' ? 0 : error === 'later' ? ('5s' as const) : undefined);
    const busy = Object.assign(new Error('busy'), { retryAfter: 7 });
    const { calls, clock } = retried(['now', 'later', busy, 'x'], { ...steady, maxAttempts: 5, delay });
    await clock.advance(60_000);
    expect(calls).toEqual([0, 0, 5000, 12_000, 20_000]);
  });

  it('varies its waits by a quarter of the random number that it is given', async () => {
    const { calls, clock } = retried(['x'], { ...steady, jitter: true }, { random: () => 0 });
    await clock.advance(5000);
    expect(calls).toEqual([0, 750]);
  });

  it('wraps what is no object, and leaves an object that says what happened', async () => {
    await expect(retried(['a text'], RetryPolicy.none).result).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message: expect.stringContaining('a text') as string,
      cause: 'a text',
    });
    await expect(retried([undefined], RetryPolicy.none).result).rejects.toThrow(MillraceError);
    const answer = { status: 503 };
    await expect(retried([answer], RetryPolicy.none).result).rejects.toBe(answer);
  });
});

describe('an abort', () => {
  const reason = new Error('shutting down');

  it('before the first attempt lets none begin', async () => {
    const { result, calls } = retried([], steady, { signal: AbortSignal.abort(reason) });
    await expect(result).rejects.toBe(reason);
    expect(calls).toEqual([]);
  });

  it('ends a wait at once, and leaves no timer', async () => {
    const stop = new AbortController();
    const { result, calls, clock } = retried(['x'], steady, { signal: stop.signal });
    await clock.advance(10);
    expect(clock.pending).toBe(1);
    stop.abort(reason);
    await expect(result).rejects.toBe(reason);
    await clock.advance(60_000);
    expect([calls, clock.pending]).toEqual([[0], 0]);
  });

  it('during an attempt lets the attempt end, and lets no other follow', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const broken = new Error('broken off');
    let calls = 0;
    const result = withRetry(
      ({ signal }) => {
        calls += 1;
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(broken);
          });
        });
      },
      steady,
      { signal: stop.signal, clock },
    );
    await clock.settle();
    stop.abort(reason);
    await expect(result).rejects.toBe(broken);
    expect(calls).toBe(1);
    await expect(
      withRetry(
        () => {
          stop.abort();
          return 'done';
        },
        steady,
        { signal: new AbortController().signal },
      ),
    ).resolves.toBe('done');
  });

  it('in onRetry lets no attempt follow', async () => {
    const stop = new AbortController();
    const options = {
      signal: stop.signal,
      onRetry: () => {
        stop.abort(reason);
      },
    };
    const { result, calls, clock } = retried(['x'], { ...steady, initial: 0 }, options);
    await expect(result).rejects.toBe(reason);
    expect([calls, clock.pending]).toEqual([[0], 0]);
  });

  it('leaves no listener on a signal that outlives the call', async () => {
    const stop = new AbortController();
    const added = jest.spyOn(stop.signal, 'addEventListener');
    const removed = jest.spyOn(stop.signal, 'removeEventListener');
    const { result, clock } = retried(['x', 'y'], steady, { signal: stop.signal });
    await clock.advance(60_000);
    await result;
    expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([2, 2]);
  });
});

describe('a callback that throws', () => {
  const error = new Error('the first');
  const broken = () => {
    throw new Error('a mistake');
  };

  it.each<[string, RetryOptions, WithRetryOptions]>([
    ['onRetry', {}, { onRetry: broken }],
    ['onRetry', {}, { onRetry: async () => broken() }],
    ['retryIf', { retryIf: broken }, {}],
    ['delay', { delay: broken }, {}],
  ])('%s ends the retrying; the error of the attempt is the cause', async (option, policy, options) => {
    const { result, calls } = retried([error], { ...steady, ...policy }, options);
    const thrown: unknown = await result.catch((one: unknown) => one);
    expect(thrown).toMatchObject({
      code: 'STEP_FAILED',
      message: expect.stringMatching(`^${option} threw.*a mistake`) as string,
      details: { option },
    });
    expect((thrown as Error).cause).toBe(error);
    expect(calls).toHaveLength(1);
  });

  it.each<[string, RetryOptions]>([
    ['delay: -1 is not a duration', { delay: () => -1 }],
    ['delay: NaN is not a duration', { delay: () => Number.NaN }],
    ['retryIf: expected true, false or undefined, got a promise', { retryIf: (async () => true) as never }],
  ])('or gives no answer is named: %s', async (message, policy) => {
    const { result } = retried([error], { ...steady, ...policy });
    const thrown: unknown = await result.catch((one: unknown) => one);
    expect(thrown).toMatchObject({ code: 'INVALID_OPTION', message: expect.stringContaining(message) as string });
    expect((thrown as Error).cause).toBe(error);
  });
});

describe('an option that cannot be', () => {
  it.each<[string, unknown, unknown]>([
    ['policy.maxAttempts', { maxAttempts: 0 }, {}],
    ['policy.maxAttempts', { maxAttempts: -3 }, {}],
    ['policy.initial', { initial: 'soon' }, {}],
    ['policy.retryIf', { retryIf: true }, {}],
    ['policy.attempts', { attempts: 3 }, {}],
    ['policy', 3, {}],
    ['onRetry', {}, { onRetry: 'log' }],
  ])('%s is refused before the function is called', async (option, policy, options) => {
    const fn = jest.fn();
    const thrown: unknown = await withRetry(fn, policy as never, options as never).catch((one: unknown) => one);
    expect(MillraceError.is(thrown, 'INVALID_OPTION')).toBe(true);
    expect((thrown as Error).message).toMatch(new RegExp(`^${option}: `));
    expect(fn).not.toHaveBeenCalled();
  });
});

describe('withRetry, whatever fails and however often,', () => {
  it('makes as many attempts as the policy allows, at the times that its waits come to', async () => {
    const numbers = fc.record({
      maxAttempts: fc.integer({ min: 1, max: 8 }),
      initial: fc.nat(2000),
      factor: fc.double({ min: 1, max: 4, noNaN: true }),
      more: fc.nat(3000),
    });
    await fc.assert(
      fc.asyncProperty(numbers, fc.nat(9), async ({ more, ...rest }, failures) => {
        const given = { ...rest, max: rest.initial + more };
        const policy = createRetryPolicy({ ...given, jitter: false });
        const { result, calls, notices, clock } = retried(Array<Error>(failures).fill(new Error('x')), policy);
        await clock.advance(100_000);
        const made = Math.min(failures + 1, policy.maxAttempts);
        let at = 0;
        const times = Array.from({ length: made }, (_, index) => {
          if (index > 0) at += Math.round(Math.min(given.initial * given.factor ** (index - 1), given.max));
          return at;
        });
        expect(calls).toEqual(times);
        expect(notices.at(-1)?.totalDelayMs ?? 0).toBe(at);
        await expect(
          result.then(
            () => true,
            () => false,
          ),
        ).resolves.toBe(failures < policy.maxAttempts);
      }),
      { numRuns: cases(100) },
    );
  });
});
