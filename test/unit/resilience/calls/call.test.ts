import { bulkhead, circuitBreaker, perSecond, Resilience } from 'millrace/resilience';
import { Bench, codeOf, Unavailable } from '../calls';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

describe('Resilience.call', () => {
  it('gives what the call gives, at once or later', async () => {
    await expect(bench.resilience.call({}, () => 1)).resolves.toBe(1);
    await expect(bench.resilience.call({ timeout: '1s' }, async () => 'later')).resolves.toBe('later');
    await expect(
      bench.resilience.call({}, () => {
        throw new Unavailable('down');
      }),
    ).rejects.toThrow('down');
    expect(bench.clock.pending).toBe(0);
  });

  it('aborts the signal when the time is over, and drops what comes later', async () => {
    const breaker = circuitBreaker('api', { failures: 1 });
    const seen: AbortSignal[] = [];
    let finish: (value: string) => void = () => undefined;
    const result = bench.resilience
      .call({ breaker, timeout: '2s' }, (signal) => {
        seen.push(signal);
        return new Promise<string>((resolve) => {
          finish = resolve;
        });
      })
      .catch(codeOf);
    await bench.clock.advance(2000);
    expect([await result, seen[0]?.aborted]).toEqual(['TIMEOUT', true]);
    finish('late');
    await bench.clock.settle();
    // A call that takes too long is a failure of the service.
    expect(bench.resilience.snapshot().breakers['api']?.state).toBe('open');
  });

  it('does not count the wait for guards toward the timeout', async () => {
    const limit = perSecond(1, { name: 'api' });
    await bench.outcome({ limit });
    const result = bench.resilience.call({ limit, timeout: '500ms' }, () => 'in time');
    await bench.clock.advance(1000);
    await expect(result).resolves.toBe('in time');
  });

  it('is given up when its signal is aborted, before, while it waits and while it goes on', async () => {
    const room = bulkhead(1, { name: 'room' });
    const made = jest.fn();
    const aborted = AbortSignal.abort(new Error('too late'));
    await expect(bench.resilience.call({ bulkhead: room }, made, { signal: aborted })).rejects.toThrow('too late');
    const controllers = [new AbortController(), new AbortController()];
    const calls = controllers.map(({ signal }) => bench.open({ bulkhead: room }, signal));
    await bench.clock.settle();
    for (const controller of controllers.reverse()) controller.abort(new Error('enough'));
    expect(await Promise.all(calls.map(({ result }) => result))).toEqual(['enough', 'enough']);
    expect(bench.resilience.snapshot().bulkheads['room']).toMatchObject({ active: 0, waiting: 0 });
    expect(made).not.toHaveBeenCalled();
  });

  it('lets many calls wait under one signal without a warning', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const room = bulkhead(1, { name: 'room' });
    const { signal } = new AbortController();
    const calls = Array.from({ length: 30 }, () => bench.open({ bulkhead: room, timeout: '1s' }, signal));
    await bench.clock.settle();
    expect(calls.filter((call) => call.hasBegun())).toHaveLength(1);
    await bench.clock.advance(30_000);
    expect(await Promise.all(calls.map(({ result }) => result))).toEqual(Array(30).fill('TIMEOUT'));
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  it('asks the breaker before a call waits, and once more before it is made', async () => {
    const breaker = circuitBreaker('api', { failures: 1, openFor: '1m' });
    const limit = perSecond(1, { name: 'api' });
    await bench.outcome({ limit });
    const waiting = bench.open({ breaker, limit });
    await bench.clock.settle();
    await bench.failures(breaker, 1);
    expect(await bench.outcome({ breaker, limit })).toBe('CIRCUIT_OPEN');
    expect(bench.resilience.snapshot().limits['api']?.waiting).toBe(1);
    await bench.clock.advance(1000);
    expect([waiting.hasBegun(), await waiting.result]).toEqual([false, 'CIRCUIT_OPEN']);
  });

  it('waits for room before it waits for its turn, so that calls go out at the pace of the limiter', async () => {
    const guards = { bulkhead: bulkhead(1, { name: 'room' }), limit: perSecond(1, { name: 'api' }) };
    const calls = [1, 2, 3].map(() => bench.open(guards));
    await bench.clock.advance(10_000);
    expect(calls.map((call) => call.hasBegun())).toEqual([true, false, false]);
    calls[0]?.succeed();
    await bench.clock.settle();
    calls[1]?.succeed();
    await bench.clock.settle();
    expect(calls.map((call) => call.hasBegun())).toEqual([true, true, false]);
    await bench.clock.advance(1000);
    expect(calls.map((call) => call.hasBegun())).toEqual([true, true, true]);
  });

  it('calls again as its policy says, past the guards each time, and under the timeout each time', async () => {
    const limit = perSecond(2, { name: 'api' });
    const seen: number[] = [];
    const start = bench.clock.now();
    const result = bench.resilience.call({ limit, timeout: '3s', retry: { maxAttempts: 4, initial: 0 } }, () => {
      seen.push(bench.clock.now() - start);
      if (seen.length < 3) throw new Unavailable('down');
      return seen.length === 3 ? new Promise<string>(() => undefined) : 'there';
    });
    await bench.clock.advance(10_000);
    await expect(result).resolves.toBe('there');
    // The third took longer than 3 s.
    expect(seen).toEqual([0, 0, 1000, 4000]);
    expect(bench.clock.pending).toBe(0);
  });

  it('does not call again what the breaker turns away, whatever the policy says', async () => {
    const breaker = circuitBreaker('api', { failures: 2 });
    const made = jest.fn(() => Promise.reject(new Unavailable('down')));
    const asked = jest.fn(() => true);
    const policies = { breaker, retry: { maxAttempts: 9, initial: 0, retryIf: asked } };
    await expect(bench.resilience.call(policies, made)).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' });
    expect([made.mock.calls.length, asked.mock.calls.length]).toEqual([2, 2]);
  });

  it('ends the wait for the next call when its signal is aborted', async () => {
    const controller = new AbortController();
    const made = jest.fn(() => Promise.reject(new Unavailable('down')));
    const retry = { maxAttempts: 2, initial: '1m' } as const;
    const result = bench.resilience.call({ retry }, made, { signal: controller.signal }).catch(codeOf);
    await bench.clock.settle();
    controller.abort(new Error('enough'));
    expect(await result).toBe('enough');
    expect([made.mock.calls.length, bench.clock.pending]).toEqual([1, 0]);
  });

  it('refuses a guard without a name, which would count each call by itself', async () => {
    await expect(bench.resilience.call({ limit: perSecond(1) }, () => 1)).rejects.toThrow('limit: a guard of call()');
    await expect(bench.resilience.call({ bulkhead: 3 }, () => 1)).rejects.toThrow('bulkhead: a guard of call()');
    const named = () => bench.resilience.call({ limit: perSecond(1, { name: 'api' }) }, () => 1);
    await named();
    await expect(named()).rejects.toThrow('each declare a limiter "api"; declare it once');
  });

  it('warns of a listener that throws, and of a guard that throws where nobody listens', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const resilience = new Resilience({ clock: bench.clock });
    const countIf = (error: unknown) => {
      if ((error as Error).message === 'odd') throw new Error('cannot judge');
      return true;
    };
    const breaker = circuitBreaker('api', { failures: 2, countIf });
    await resilience.call({ breaker }, () => Promise.reject(new Error('odd'))).catch(codeOf);
    expect(warned).toHaveBeenLastCalledWith('the guard "api" threw: cannot judge', expect.anything());
    const stop = resilience.listen(() => {
      throw new Error('deaf');
    });
    await resilience.call({ breaker }, () => Promise.reject(new Error('down'))).catch(codeOf);
    expect(warned).toHaveBeenLastCalledWith('a listener of Resilience threw: deaf', expect.anything());
    expect(resilience.snapshot().breakers['api']?.state).toBe('open');
    stop();
    resilience.isolate(breaker);
    expect(warned).toHaveBeenCalledTimes(2);
    warned.mockRestore();
  });
});
