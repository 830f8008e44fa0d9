import {
  circuitBreaker,
  createEngine,
  createRetryPolicy,
  type Engine,
  exit,
  type FailureRecord,
  type Flow,
  flow,
  type InOf,
  isRetryableError,
  MachineStep,
  type RetryOptions,
  type RetryPolicy,
  Step,
  type StepFailure,
  type StepOptions,
} from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { settled } from '../support/settled';

let clock: VirtualClock;
let engine: Engine;
let flows = 0;
beforeEach(async () => {
  clock = new VirtualClock({ start: 1_000_000 });
  engine = await createEngine({ clock, random: () => 0.5 });
});
afterEach(() => engine.stop({ graceMs: 0 }));

/** What the service does at each call, in order; the last goes for all further ones. */
type Answers = readonly (Error | string)[];

const http = (status: number): Error => Object.assign(new Error(`HTTP ${status}`), { status });
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** A step that calls the service, in a flow that takes a failure as an answer. */
function calling(options: StepOptions, answers: Answers) {
  const times: number[] = [];
  flows += 1;
  class CallApi extends MachineStep<string, string> {
    async execute(_: string): Promise<string> {
      times.push(clock.now());
      const answer = answers[Math.min(times.length, answers.length) - 1];
      if (answer instanceof Error) throw answer;
      return answer ?? '';
    }
  }
  Step(options)(CallApi);
  const { to, wire } = flow(`api-${flows}`).nodes({
    call: CallApi,
    done: exit<string>(),
    failed: exit<StepFailure<string>>(),
  });
  const api: Flow<InOf<typeof CallApi>, { done: string; failed: StepFailure<string> }> = wire('call', {
    call: { next: to.done, error: to.failed },
  });
  return { api, times };
}

async function failureOf(
  api: ReturnType<typeof calling>['api'],
): Promise<FailureRecord & { readonly attempts: number }> {
  const outcome = engine.run(api, 'order');
  await clock.advance(1_000_000);
  const ended = await outcome;
  if (ended.action !== 'failed') throw new Error('it should have failed');
  return { ...ended.value.failure, attempts: ended.value.attempts };
}

describe('2.8 classified errors', () => {
  it('2.8 an HTTP error is retryable, but a 4xx is not', async () => {
    for (const [status, retryable] of [
      [400, false],
      [404, false],
      [500, true],
      [503, true],
    ] as const) {
      expect(await failureOf(calling({}, [http(status)]).api)).toMatchObject({ message: `HTTP ${status}`, retryable });
    }
  });

  it('2.8 of the 4xx, 408, 425 and 429 are retryable (otherwise: there, no 4xx is)', () => {
    expect([408, 425, 429].map((status) => isRetryableError(http(status)))).toEqual([true, true, true]);
  });

  it('2.8 a connection error keeps its code and is retryable', async () => {
    expect(await failureOf(calling({}, [refused]).api)).toMatchObject({ code: 'ECONNREFUSED', retryable: true });
  });

  it('2.8 a timeout has the code TIMEOUT (otherwise: it says that it is retryable)', async () => {
    @Step({ timeout: '5s' })
    class Hangs extends MachineStep<string, string> {
      execute(): Promise<string> {
        return new Promise(() => undefined);
      }
    }
    const { to, wire } = flow('hanging').nodes({
      call: Hangs,
      done: exit<string>(),
      failed: exit<StepFailure<string>>(),
    });
    const outcome = engine.run(wire('call', { call: { next: to.done, error: to.failed } }), 'order');
    await clock.advance(5000);
    expect(await outcome).toMatchObject({ action: 'failed', value: { failure: { code: 'TIMEOUT', retryable: true } } });
  });

  it('2.8 nothing is thrown to the caller (otherwise: the failure is data on the error edge, not keys of a context)', async () => {
    const { api } = calling({}, [http(500)]);
    await expect(engine.run(api, 'order')).resolves.toMatchObject({
      action: 'failed',
      value: { input: 'order', node: 'call', failure: { message: 'HTTP 500' } },
    });
  });
});

describe('2.9 a step that is tried again', () => {
  const jittery: RetryOptions = { maxAttempts: 4, initial: '1s', factor: 2, max: '60s', jitter: false };
  const waits = (times: readonly number[]) => times.slice(1).map((at, index) => at - (times[index] ?? 0));

  it('2.9 three retries are four attempts (otherwise: the number counts all attempts)', async () => {
    const { api, times } = calling({ retry: jittery }, [http(503)]);
    expect(await failureOf(api)).toMatchObject({ attempts: 4, message: 'HTTP 503' });
    expect(waits(times)).toEqual([1000, 2000, 4000]);
  });

  it('2.9 waits double from 1 s up to 60 s', async () => {
    const { api, times } = calling({ retry: { ...jittery, maxAttempts: 9 } }, [http(503)]);
    await failureOf(api);
    expect(waits(times)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('2.9 waits vary (otherwise: by ±25 %; with `delay` as there, by up to a second more)', async () => {
    const rolls = [0, 0.5, 0.75];
    const policy: RetryPolicy = createRetryPolicy({
      maxAttempts: 4,
      delay: (_, attempt) => Math.min(1000 * 2 ** (attempt - 1) + (rolls[attempt - 1] ?? 0) * 1000, 60_000),
    });
    const { api, times } = calling({ retry: policy }, [http(503)]);
    await failureOf(api);
    expect(waits(times)).toEqual([1000, 2500, 4750]);
    await engine.stop();
    engine = await createEngine({ clock, random: () => 0 });
    const own = calling({ retry: { ...jittery, jitter: true } }, [http(503)]);
    await failureOf(own.api);
    expect(waits(own.times)).toEqual([750, 1500, 3000]);
  });

  it.each([
    ['a 5xx', http(500), 4],
    ['a connection error', refused, 4],
    ['a 4xx', http(422), 1],
    ['a mistake in the code', new TypeError('x is not a function'), 1],
  ])('2.9 %s is tried as often as it makes sense', async (_, error, attempts) => {
    const { api, times } = calling({ retry: jittery }, [error]);
    expect(await failureOf(api)).toMatchObject({ attempts, message: error.message });
    expect(times).toHaveLength(attempts);
  });

  it('2.9 any other error is tried again, too (otherwise: there, only known ones are; `retryIf` says so here)', async () => {
    const other = new Error('odd');
    expect(await failureOf(calling({ retry: jittery }, [other]).api)).toMatchObject({ attempts: 4 });
    const retryIf = (error: unknown): boolean => error !== other;
    expect(await failureOf(calling({ retry: { ...jittery, retryIf } }, [other]).api)).toMatchObject({ attempts: 1 });
  });

  it('2.9 what was counted is told by events (otherwise: not kept under keys of a context)', async () => {
    const { api } = calling({ retry: jittery }, [http(503), refused, 'there']);
    const run = await engine.start(api, 'order', { history: 100 });
    await clock.advance(10_000);
    await expect(run.result()).resolves.toEqual({ action: 'done', value: 'there' });
    const seen: unknown[] = [];
    run.events$.subscribe((event) => {
      if (event.type === 'step.retrying') seen.push([event.attempt, event.at, event.data.delayMs]);
      if (event.type === 'step.completed') seen.push([event.attempt]);
    });
    expect(seen).toEqual([[1, 1_000_000, 1000], [2, 1_001_000, 2000], [3]]);
  });
});

describe('2.10 a circuit breaker', () => {
  const declared = () => circuitBreaker('api', { failures: 5, openFor: '60s' });
  const stateOf = () => engine.resilience().breakers['api']?.state;
  const down = Array<Error>(6).fill(http(503));

  it('2.10 opens after 5 failures, for 60 s, which is the default', async () => {
    expect(circuitBreaker('api').settings).toEqual(declared().settings);
    const { api, times } = calling({ breaker: declared() }, down);
    for (let call = 0; call < 4; call += 1) await engine.run(api, 'order');
    expect(stateOf()).toBe('closed');
    await engine.run(api, 'order');
    expect([stateOf(), times.length]).toEqual(['open', 5]);
  });

  it('2.10 a success while it is closed begins the count anew', async () => {
    const four = down.slice(0, 4);
    const { api } = calling({ breaker: declared() }, [...four, 'there', ...four, 'there']);
    for (let call = 0; call < 10; call += 1) await engine.run(api, 'order');
    expect(stateOf()).toBe('closed');
  });

  it('2.10 what is answered while it is open says so, without a call (otherwise: with `retryAfterMs`, and on the error edge)', async () => {
    const { api, times } = calling({ breaker: declared() }, down);
    for (let call = 0; call < 5; call += 1) await engine.run(api, 'order');
    await clock.advance(59_999);
    await expect(engine.run(api, 'order')).resolves.toMatchObject({
      action: 'failed',
      value: { input: 'order', attempts: 0, failure: { code: 'CIRCUIT_OPEN', retryAfterMs: 1 } },
    });
    expect([times.length, stateOf()]).toEqual([5, 'open']);
  });

  it('2.10 after that time a call is made, and its success closes the circuit', async () => {
    const { api, times } = calling({ breaker: declared() }, [...down.slice(0, 5), 'there']);
    for (let call = 0; call < 5; call += 1) await engine.run(api, 'order');
    await clock.advance(60_000);
    await expect(engine.run(api, 'order')).resolves.toEqual({ action: 'done', value: 'there' });
    expect([times.length, stateOf()]).toEqual([6, 'closed']);
  });

  it('2.10 one failure of such a call opens it again', async () => {
    const { api, times } = calling({ breaker: declared() }, down);
    for (let call = 0; call < 5; call += 1) await engine.run(api, 'order');
    await clock.advance(60_000);
    await engine.run(api, 'order');
    expect([times.length, stateOf()]).toEqual([6, 'open']);
  });

  it('2.10 half-open, it lets one call through at a time (otherwise: there, all that come)', async () => {
    const breaker = declared();
    const calls: ((value: string) => void)[] = [];
    @Step({ breaker })
    class Slow extends MachineStep<string, string> {
      execute(): Promise<string> {
        return new Promise((resolve) => calls.push(resolve));
      }
    }
    const { api } = calling({ breaker }, down);
    for (let call = 0; call < 5; call += 1) await engine.run(api, 'order');
    await clock.advance(60_000);
    const { to, wire } = flow('slow').nodes({ call: Slow, done: exit<string>(), failed: exit<string>() });
    const slow = wire('call', { call: { next: to.done, error: to.failed.via(({ failure }) => failure.code) } });
    const [first, second] = [engine.run(slow, 'order'), engine.run(slow, 'order')];
    await settled();
    expect([calls.length, stateOf()]).toEqual([1, 'half-open']);
    await expect(second).resolves.toEqual({ action: 'failed', value: 'CIRCUIT_OPEN' });
    calls[0]?.('there');
    await expect(first).resolves.toEqual({ action: 'done', value: 'there' });
  });

  it('2.10 is shared by all runs of a class, and by whoever names the same declaration (otherwise: not by class)', async () => {
    const breaker = declared();
    const [one, other] = [calling({ breaker }, down), calling({ breaker }, ['there'])];
    for (let call = 0; call < 5; call += 1) await engine.run(one.api, 'order');
    const refusal = { action: 'failed', value: { failure: { code: 'CIRCUIT_OPEN' } } };
    await expect(engine.run(one.api, 'order')).resolves.toMatchObject(refusal);
    await expect(engine.run(other.api, 'order')).resolves.toMatchObject(refusal);
    const unguarded = calling({}, ['there']);
    await expect(engine.run(unguarded.api, 'order')).resolves.toEqual({ action: 'done', value: 'there' });
    expect(other.times).toEqual([]);
    expect(stateOf()).toBe('open');
  });
});
