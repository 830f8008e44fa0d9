import { MillraceError } from 'millrace';
import { circuitBreaker } from 'millrace/resilience';
import { Bench, Unavailable } from '../calls';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

const stateOf = (name: string) => bench.resilience.snapshot().breakers[name]?.state;
const down = new Unavailable('down');

describe('a circuit breaker', () => {
  it('opens after so many failures in a row, and turns calls away without making them', async () => {
    const breaker = circuitBreaker('api', { failures: 3, openFor: '60s' });
    const made = jest.fn(() => Promise.reject(down));
    for (let call = 0; call < 2; call += 1) await bench.outcome({ breaker }, down);
    await bench.outcome({ breaker });
    await bench.failures(breaker, 3);
    expect(stateOf('api')).toBe('open');
    await bench.clock.advance(20_000);
    const error: unknown = await bench.resilience.call({ breaker }, made).catch((thrown: unknown) => thrown);
    expect(made).not.toHaveBeenCalled();
    expect(MillraceError.is(error, 'CIRCUIT_OPEN')).toBe(true);
    expect(error).toMatchObject({
      message: 'the circuit breaker "api" is open and rejects calls for another 40000 ms; the last failure: down',
      retryAfterMs: 40_000,
      details: { breaker: 'api', state: 'open' },
    });
    expect(bench.told).toEqual(['breaker.opened api']);
  });

  it('lets one call through when its time is over, turns the others away, and closes when that one succeeds', async () => {
    const breaker = circuitBreaker('api', { failures: 1, openFor: '60s' });
    await bench.failures(breaker, 1);
    await bench.clock.advance(59_999);
    expect(await bench.outcome({ breaker })).toBe('CIRCUIT_OPEN');
    await bench.clock.advance(1);
    const probe = bench.open({ breaker });
    await bench.clock.settle();
    expect(stateOf('api')).toBe('half-open');
    const error: unknown = await bench.resilience.call({ breaker }, () => 1).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CIRCUIT_OPEN', retryAfterMs: 1000, details: { state: 'half-open' } });
    probe.succeed();
    await probe.result;
    expect(stateOf('api')).toBe('closed');
    expect(bench.told).toEqual(['breaker.opened api', 'breaker.half-opened api', 'breaker.closed api']);
    expect(await bench.outcome({ breaker })).toBe('ok');
  });

  it('opens again when that call fails, at once and for the whole time', async () => {
    const breaker = circuitBreaker('api', { failures: 5, openFor: '10s' });
    await bench.failures(breaker, 5);
    await bench.clock.advance(10_000);
    await bench.failures(breaker, 1);
    expect(bench.resilience.snapshot().breakers['api']).toMatchObject({
      state: 'open',
      retryAfterMs: 10_000,
      openedAt: 1_010_000,
      lastFailure: { message: 'down' },
    });
  });

  it('opens again when that call fails, however little is counted by then', async () => {
    const breaker = circuitBreaker('api', { rate: 0.5, window: '5s', minCalls: 3, openFor: '1m' });
    await bench.failures(breaker, 3);
    await bench.clock.advance(60_000);
    expect(bench.resilience.snapshot().breakers['api']).toMatchObject({ state: 'open', failures: 0, retryAfterMs: 0 });
    await bench.failures(breaker, 1);
    expect(stateOf('api')).toBe('open');
    expect(await bench.outcome({ breaker })).toBe('CIRCUIT_OPEN');
  });

  it('needs all probes to succeed where there are several, and lets no more through at once', async () => {
    const breaker = circuitBreaker('api', { failures: 1, openFor: '1s', probes: 2 });
    await bench.failures(breaker, 1);
    await bench.clock.advance(1000);
    const [first, second] = [bench.open({ breaker }), bench.open({ breaker })];
    await bench.clock.settle();
    expect([first.hasBegun(), second.hasBegun()]).toEqual([true, true]);
    expect(await bench.outcome({ breaker })).toBe('CIRCUIT_OPEN');
    first.succeed();
    await first.result;
    expect(stateOf('api')).toBe('half-open');
    expect(await bench.outcome({ breaker })).toBe('CIRCUIT_OPEN');
    second.succeed();
    await second.result;
    expect(stateOf('api')).toBe('closed');
  });

  it('stays open longer each time, up to the most, and begins anew once it was closed', async () => {
    const breaker = circuitBreaker('api', { failures: 1, openFor: { initial: '1s', factor: 3, max: '5s' } });
    const times: unknown[] = [];
    bench.resilience.listen((event) => event.type === 'breaker.opened' && times.push(event.openMs));
    await bench.failures(breaker, 1);
    for (const ms of [1000, 3000, 5000]) {
      await bench.clock.advance(ms);
      await bench.failures(breaker, 1);
    }
    await bench.clock.advance(5000);
    await bench.outcome({ breaker });
    await bench.failures(breaker, 1);
    expect(times).toEqual([1000, 3000, 5000, 5000, 1000]);
  });

  it('does not count what says nothing of the health of the service', async () => {
    const breaker = circuitBreaker('api', { failures: 1, openFor: '1s' });
    const declined = Object.assign(new Error('declined'), { status: 402 });
    expect(await bench.outcome({ breaker }, declined)).toBe('declined');
    expect(await bench.outcome({ breaker }, new TypeError('a mistake'))).toBe('a mistake');
    expect(stateOf('api')).toBe('closed');
    await bench.failures(breaker, 1);
    await bench.clock.advance(1000);
    // It has answered, so it is there again.
    expect(await bench.outcome({ breaker }, declined)).toBe('declined');
    expect(stateOf('api')).toBe('closed');
  });

  it('counts what countIf says', async () => {
    const breaker = circuitBreaker('api', { failures: 1, countIf: (error) => (error as Error).message === 'slow' });
    await bench.outcome({ breaker }, down);
    expect(stateOf('api')).toBe('closed');
    await bench.outcome({ breaker }, new Error('slow'));
    expect(stateOf('api')).toBe('open');
  });

  it('counts an error at which countIf throws, and tells of it', async () => {
    const countIf = (error: unknown) => (error as { response: { status: number } }).response.status > 499;
    expect(() => circuitBreaker('api', { countIf })).toThrow('countIf');
    const late = (error: unknown) => {
      if ((error as Error).message === 'odd') throw new Error('cannot judge');
      return false;
    };
    const breaker = circuitBreaker('api', { failures: 1, countIf: late });
    expect(await bench.outcome({ breaker }, new Error('odd'))).toBe('odd');
    expect(bench.told).toEqual(['guard.failed api', 'breaker.opened api']);
  });

  it('gives the place of a probe back that was given up or turned away by another guard', async () => {
    const breaker = circuitBreaker('api', { failures: 1, openFor: '1s' });
    await bench.failures(breaker, 1);
    await bench.clock.advance(1000);
    const controller = new AbortController();
    const given = bench.open({ breaker }, controller.signal);
    await bench.clock.settle();
    controller.abort(new Error('enough'));
    expect(await given.result).toBe('enough');
    expect(stateOf('api')).toBe('half-open');
    const nested = new MillraceError('LIMIT_EXCEEDED', 'too fast');
    expect(await bench.outcome({ breaker }, nested)).toBe('LIMIT_EXCEEDED');
    expect(stateOf('api')).toBe('half-open');
    expect(await bench.outcome({ breaker })).toBe('ok');
    expect(stateOf('api')).toBe('closed');
  });

  it('does not wait for ever for a probe that never ends', async () => {
    const breaker = circuitBreaker('api', { failures: 1, openFor: '5s' });
    await bench.failures(breaker, 1);
    await bench.clock.advance(5000);
    const lost = bench.open({ breaker });
    await bench.clock.advance(4999);
    expect(await bench.outcome({ breaker })).toBe('CIRCUIT_OPEN');
    await bench.clock.advance(1);
    const second = bench.open({ breaker });
    await bench.clock.settle();
    expect(second.hasBegun()).toBe(true);
    // It was let in before the second, so what becomes of it says nothing any more.
    lost.fail();
    await lost.result;
    expect(stateOf('api')).toBe('half-open');
    second.succeed();
    await second.result;
    expect(stateOf('api')).toBe('closed');
  });

  it('takes no notice of calls that end after the circuit has changed', async () => {
    const breaker = circuitBreaker('api', { failures: 2, openFor: '1s' });
    const [slow, other] = [bench.open({ breaker }), bench.open({ breaker })];
    await bench.clock.settle();
    await bench.failures(breaker, 2);
    await bench.clock.advance(1000);
    expect(await bench.outcome({ breaker })).toBe('ok');
    slow.fail();
    other.fail();
    await Promise.all([slow.result, other.result]);
    expect(bench.resilience.snapshot().breakers['api']).toMatchObject({ state: 'closed', failures: 0 });
  });

  it('opens at a share of the last calls, once enough were made', async () => {
    const breaker = circuitBreaker('api', { rate: 0.5, calls: 4, minCalls: 3 });
    await bench.failures(breaker, 2);
    expect(stateOf('api')).toBe('closed');
    await bench.outcome({ breaker });
    await bench.outcome({ breaker });
    // Two of four are not more than half; the oldest falls out with the next one.
    expect(stateOf('api')).toBe('closed');
    await bench.failures(breaker, 1);
    expect(stateOf('api')).toBe('closed');
    await bench.failures(breaker, 1);
    expect(bench.resilience.snapshot().breakers['api']).toMatchObject({ state: 'closed', failures: 2 });
    await bench.failures(breaker, 1);
    expect(stateOf('api')).toBe('open');
  });

  it('opens at a share of the calls of the last time, and forgets those before, also when nothing happens', async () => {
    const breaker = circuitBreaker('api', { rate: 0.5, window: '5s', minCalls: 4 });
    await bench.failures(breaker, 3);
    expect(bench.resilience.snapshot().breakers['api']?.failures).toBe(3);
    await bench.clock.advance(6000);
    expect(bench.resilience.snapshot().breakers['api']?.failures).toBe(0);
    await bench.failures(breaker, 3);
    expect(stateOf('api')).toBe('closed');
    await bench.clock.advance(2000);
    await bench.failures(breaker, 1);
    expect(stateOf('api')).toBe('open');
  });

  it('is held open by hand, and closed by hand', async () => {
    const breaker = circuitBreaker('api', { failures: 1, openFor: '1s' });
    bench.resilience.isolate(breaker);
    bench.resilience.isolate(breaker);
    await bench.clock.advance(1_000_000);
    const error: unknown = await bench.resilience.call({ breaker }, () => 1).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CIRCUIT_OPEN', details: { state: 'isolated' } });
    expect(error).not.toHaveProperty('retryAfterMs');
    expect(bench.resilience.snapshot().breakers['api']).toEqual({
      kind: 'breaker',
      name: 'api',
      state: 'isolated',
      failures: 0,
    });
    bench.resilience.release(breaker);
    bench.resilience.release(breaker);
    expect(await bench.outcome({ breaker })).toBe('ok');
    expect(bench.told).toEqual(['breaker.isolated api', 'breaker.closed api']);
  });

  it('is not held open longer by a clock that is turned back', async () => {
    const breaker = circuitBreaker('api', { failures: 1, openFor: '10s' });
    await bench.failures(breaker, 1);
    bench.clock.turnBack(3_600_000);
    const retryAfterMs = bench.resilience.snapshot().breakers['api']?.retryAfterMs;
    expect(retryAfterMs).toBe(10_000);
    await bench.clock.advance(10_000);
    expect(await bench.outcome({ breaker })).toBe('ok');
  });
});
