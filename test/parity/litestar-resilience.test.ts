import {
  createRetryPolicy,
  exit,
  flow,
  isRetryableError,
  MachineStep,
  type NodeOptions,
  node,
  type RetryOptions,
  type RetryPolicy,
  Step,
  type StepFailure,
} from 'millrace';
import { circuitBreaker } from 'millrace/resilience';
import {
  type Answer,
  after,
  createTestEngine,
  type FlowTest,
  hang,
  mockStep,
  spyOn,
  type TestEngine,
  testFlow,
} from 'millrace/testing';

const http = (status: number): Error => Object.assign(new Error(`HTTP ${status}`), { status });
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

@Step()
class CallApi extends MachineStep<string, string> {
  execute(): string {
    throw new Error('no service is called in a test');
  }
}

type Answers = readonly [Answer<typeof CallApi>, ...Answer<typeof CallApi>[]];

/** A flow that calls the service, and takes a failure as an answer. */
function calling(options: NodeOptions<string>, name = 'api') {
  const { to, wire } = flow<string>(name).nodes({
    call: node(CallApi, options),
    done: exit<string>(),
    failed: exit<StepFailure<string>>(),
  });
  return wire('call', { call: { next: to.done, error: to.failed } });
}

/** Runs it; the service does at each call what comes next, and at last always the same. */
const call = (options: NodeOptions<string>, ...answers: Answers) =>
  testFlow(calling(options), { input: 'order', start: 0, random: () => 0.5, steps: [mockStep(CallApi, ...answers)] });

/** What it fails with. */
async function failureOf(...given: Parameters<typeof call>) {
  const { result } = await call(...given);
  if (result?.action !== 'failed') throw new Error('it should have failed');
  return { ...result.value.failure, attempts: result.value.attempts };
}

describe('2.8 classified errors', () => {
  it('2.8 an HTTP error is retryable, but a 4xx is not', async () => {
    for (const [status, retryable] of [
      [400, false],
      [404, false],
      [500, true],
      [503, true],
    ] as const) {
      expect(await failureOf({}, http(status))).toMatchObject({ message: `HTTP ${status}`, retryable });
    }
  });

  it('2.8 of the 4xx, 408, 425 and 429 are retryable (otherwise: there, no 4xx is)', () => {
    expect([408, 425, 429].map((status) => isRetryableError(http(status)))).toEqual([true, true, true]);
  });

  it('2.8 a connection error keeps its code and is retryable', async () => {
    expect(await failureOf({}, refused)).toMatchObject({ code: 'ECONNREFUSED', retryable: true });
  });

  it('2.8 a timeout has the code TIMEOUT (otherwise: it says that it is retryable)', async () => {
    const { result, trace } = await call({ timeout: '5s' }, hang);
    expect(result).toMatchObject({ action: 'failed', value: { failure: { code: 'TIMEOUT', retryable: true } } });
    expect(trace.elapsedMs).toBe(5000);
  });

  it('2.8 nothing is thrown to the caller (otherwise: the failure is data on the error edge, not keys of a context)', async () => {
    const { result } = await call({}, http(500));
    expect(result).toMatchObject({
      action: 'failed',
      value: { input: 'order', node: 'call', failure: { message: 'HTTP 500' } },
    });
  });
});

describe('2.9 a step that is tried again', () => {
  const jittery: RetryOptions = { maxAttempts: 4, initial: '1s', factor: 2, max: '60s', jitter: false };
  /** The waits between the attempts. */
  const waits = ({ trace }: Pick<FlowTest, 'trace'>) =>
    trace.calls.slice(1).map(({ startedAt }, index) => startedAt - (trace.calls[index]?.startedAt ?? 0));

  it('2.9 three retries are four attempts (otherwise: the number counts all attempts)', async () => {
    const test = await call({ retry: jittery }, http(503));
    expect(test.result).toMatchObject({ value: { attempts: 4, failure: { message: 'HTTP 503' } } });
    expect(waits(test)).toEqual([1000, 2000, 4000]);
  });

  it('2.9 waits double from 1 s up to 60 s', async () => {
    expect(waits(await call({ retry: { ...jittery, maxAttempts: 9 } }, http(503)))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000,
    ]);
  });

  it('2.9 waits vary (otherwise: by ±25 %; with `delay` as there, by up to a second more)', async () => {
    const rolls = [0, 0.5, 0.75];
    const policy: RetryPolicy = createRetryPolicy({
      maxAttempts: 4,
      delay: (_, attempt) => Math.min(1000 * 2 ** (attempt - 1) + (rolls[attempt - 1] ?? 0) * 1000, 60_000),
    });
    expect(waits(await call({ retry: policy }, http(503)))).toEqual([1000, 2500, 4750]);
    const varied = await testFlow(calling({ retry: { ...jittery, jitter: true } }), {
      input: 'order',
      random: () => 0,
      steps: [mockStep(CallApi, http(503))],
    });
    expect(waits(varied)).toEqual([750, 1500, 3000]);
  });

  it.each([
    ['a 5xx', http(500), 4],
    ['a connection error', refused, 4],
    ['a 4xx', http(422), 1],
    ['a mistake in the code', new TypeError('x is not a function'), 1],
  ])('2.9 %s is tried as often as it makes sense', async (_, error, attempts) => {
    const { result, trace } = await call({ retry: jittery }, error);
    expect(result).toMatchObject({ value: { attempts, failure: { message: error.message } } });
    expect(trace.calls).toHaveLength(attempts);
  });

  it('2.9 any other error is tried again, too (otherwise: there, only known ones are; `retryIf` says so here)', async () => {
    const other = new Error('odd');
    expect(await failureOf({ retry: jittery }, other)).toMatchObject({ attempts: 4 });
    const retryIf = (error: unknown): boolean => error !== other;
    expect(await failureOf({ retry: { ...jittery, retryIf } }, other)).toMatchObject({ attempts: 1 });
  });

  it('2.9 what was counted is told by events (otherwise: not kept under keys of a context)', async () => {
    const { result, events } = await call({ retry: jittery }, http(503), refused, 'there');
    expect(result).toEqual({ action: 'done', value: 'there' });
    const seen = events.flatMap((event) => {
      if (event.type === 'step.retrying') return [[event.attempt, event.at, event.data.delayMs]];
      return event.type === 'step.completed' ? [[event.attempt]] : [];
    });
    expect(seen).toEqual([[1, 0, 1000], [2, 1000, 2000], [3]]);
  });
});

describe('2.10 a circuit breaker', () => {
  const breaker = circuitBreaker('api', { failures: 5, openFor: '60s' });
  const api = calling({ breaker });
  const spy = spyOn(api);
  const down = http(503);
  const refusal = { action: 'failed', value: { failure: { code: 'CIRCUIT_OPEN' } } };
  let engine: TestEngine;
  afterEach(async () => {
    spy.reset();
    await engine.stop();
  });

  /** The service does at each call what comes next, and at last always the same. */
  function serviceThatGives(...answers: Answers): void {
    engine = createTestEngine({ steps: [mockStep(CallApi, ...answers)] });
  }
  async function runs(count: number): Promise<void> {
    for (let run = 0; run < count; run += 1) await engine.run(api, 'order');
  }
  const stateOf = () => engine.resilience().breakers['api']?.state;

  it('2.10 opens after 5 failures, for 60 s, which is the default', async () => {
    expect(circuitBreaker('api').settings).toEqual(breaker.settings);
    serviceThatGives(down);
    await runs(4);
    expect(stateOf()).toBe('closed');
    await runs(1);
    expect([stateOf(), spy.calls.length]).toEqual(['open', 5]);
  });

  it('2.10 a success while it is closed begins the count anew', async () => {
    serviceThatGives(down, down, down, down, 'there', down, down, down, down, 'there');
    await runs(10);
    expect(stateOf()).toBe('closed');
  });

  it('2.10 what is answered while it is open says so, without a call (otherwise: with `retryAfterMs`, and on the error edge)', async () => {
    serviceThatGives(down);
    await runs(5);
    await engine.advance(59_999);
    await expect(engine.run(api, 'order')).resolves.toMatchObject({
      action: 'failed',
      value: { input: 'order', attempts: 0, failure: { code: 'CIRCUIT_OPEN', retryAfterMs: 1 } },
    });
    expect([spy.calls.length, stateOf()]).toEqual([5, 'open']);
  });

  it('2.10 after that time a call is made, and its success closes the circuit', async () => {
    serviceThatGives(down, down, down, down, down, 'there');
    await runs(5);
    await engine.advance('60s');
    await expect(engine.run(api, 'order')).resolves.toEqual({ action: 'done', value: 'there' });
    expect([spy.calls.length, stateOf()]).toEqual([6, 'closed']);
  });

  it('2.10 one failure of such a call opens it again', async () => {
    serviceThatGives(down);
    await runs(5);
    await engine.advance('60s');
    await runs(1);
    expect([spy.calls.length, stateOf()]).toEqual([6, 'open']);
  });

  it('2.10 half-open, it lets one call through at a time (otherwise: there, all that come)', async () => {
    serviceThatGives(down, down, down, down, down, after('5s', 'there'));
    await runs(5);
    await engine.advance('60s');
    const [first, second] = [await engine.start(api, 'order'), await engine.start(api, 'order')];
    await engine.settle();
    expect([spy.calls.length, stateOf()]).toEqual([6, 'half-open']);
    await expect(second.result()).resolves.toMatchObject(refusal);
    await engine.advance('5s');
    await expect(first.result()).resolves.toEqual({ action: 'done', value: 'there' });
  });

  it('2.10 is shared by all runs of a class, and by whoever names the same declaration (otherwise: not by class)', async () => {
    const other = calling({ breaker }, 'other');
    const others = spyOn(other);
    serviceThatGives(down, down, down, down, down, 'there');
    await runs(5);
    await expect(engine.run(api, 'order')).resolves.toMatchObject(refusal);
    await expect(engine.run(other, 'order')).resolves.toMatchObject(refusal);
    const unguarded = calling({}, 'unguarded');
    await expect(engine.run(unguarded, 'order')).resolves.toEqual({ action: 'done', value: 'there' });
    expect(others.calls).toEqual([]);
    expect(stateOf()).toBe('open');
    others.restore();
  });
});
