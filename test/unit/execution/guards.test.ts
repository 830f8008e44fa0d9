import {
  all,
  BatchStep,
  type ContextOf,
  createEngine,
  type Engine,
  type EngineEvent,
  exit,
  type Flow,
  flow,
  fn,
  MachineStep,
  node,
  RetryPolicy,
  type RunStreamEvent,
  race,
  Step,
  type StepFailure,
  type StepOptions,
} from 'millrace';
import { structuralHash, toJSON } from 'millrace/flow/drawing';
import {
  bulkhead,
  circuitBreaker,
  defineGuard,
  type GuardHost,
  type GuardPermit,
  perSecond,
  Resilience,
} from 'millrace/resilience';
import { VirtualClock } from 'millrace/testing';
import { type Returned } from 'millrace/types';
import { z } from 'zod';

let clock: VirtualClock;
let engine: Engine;
let events: (EngineEvent | RunStreamEvent)[];
beforeEach(async () => {
  clock = new VirtualClock({ start: 1_000_000 });
  events = [];
  engine = await createEngine({ clock, random: () => 0.5 });
});
afterEach(() => engine.stop({ graceMs: 0 }));

const told = (prefix: string) => events.map(({ type }) => type).filter((type) => type.startsWith(prefix));

/** A call of the service that the test ends. */
interface Call {
  readonly input: unknown;
  readonly signal: AbortSignal | undefined;
  readonly succeed: (value: unknown) => void;
  readonly fail: (error: Error) => void;
}

class Down extends Error {
  readonly status = 503;
}

/** A step whose calls the test ends, and that never looks at its signal. */
function stepOf(options: StepOptions, calls: Call[], name = 'Charge') {
  class Called extends MachineStep<number, unknown> {
    execute(input: number): Promise<unknown> {
      return new Promise((succeed, fail) => calls.push({ input, signal: undefined, succeed, fail }));
    }
  }
  Object.defineProperty(Called, 'name', { value: name });
  Step(options)(Called);
  return Called;
}

function flowOf(step: ReturnType<typeof stepOf> | ReturnType<typeof node<ReturnType<typeof stepOf>>>, name = 'pay') {
  const { to, wire } = flow(name).nodes({ charge: step, done: exit<unknown>(), failed: exit<StepFailure<number>>() });
  return wire('charge' as never, { charge: { next: to.done, error: to.failed } }) as unknown as Flow<
    number,
    { done: unknown; failed: StepFailure<number> }
  >;
}

describe('a breaker of a step', () => {
  const payments = circuitBreaker('payments', { failures: 2, openFor: '60s' });

  it('is shared by all runs, and when it is open the node fails at once, with no attempt and the time to wait', async () => {
    const calls: Call[] = [];
    const charge = flowOf(stepOf({ breaker: payments, retry: { maxAttempts: 5, initial: '1s' } }, calls));
    const runs = await Promise.all([engine.start(charge, 1), engine.start(charge, 2)]);
    await clock.settle();
    for (const call of calls) call.fail(new Down('down'));
    await clock.settle();
    // Their next attempts find the circuit open.
    await clock.advance(1000);
    expect(calls).toHaveLength(2);
    for (const run of runs) {
      await expect(run.result()).resolves.toMatchObject({
        action: 'failed',
        value: { attempts: 1, failure: { code: 'CIRCUIT_OPEN', retryAfterMs: 59_000 } },
      });
    }
    const third = await engine.run(charge, 3);
    expect(third).toMatchObject({
      action: 'failed',
      value: { input: 3, attempts: 0, failure: { code: 'CIRCUIT_OPEN' } },
    });
    expect(engine.resilience().breakers['payments']).toMatchObject({ state: 'open', retryAfterMs: 59_000 });
    await clock.advance(59_000);
    const fourth = await engine.start(charge, 4);
    await clock.settle();
    calls.at(-1)?.succeed('paid');
    await expect(fourth.result()).resolves.toEqual({ action: 'done', value: 'paid' });
    expect(engine.resilience().breakers['payments']?.state).toBe('closed');
  });

  it('tells of its changes among the events of the engine', async () => {
    engine.events$.subscribe((event) => events.push(event));
    const calls: Call[] = [];
    const charge = flowOf(stepOf({ breaker: circuitBreaker('api', { failures: 1, openFor: '1s' }) }, calls));
    const run = await engine.start(charge, 1);
    await clock.settle();
    calls[0]?.fail(new Down('down'));
    await run.result();
    await clock.advance(1000);
    await engine.start(charge, 2);
    await clock.settle();
    calls[1]?.succeed('paid');
    await clock.settle();
    expect(told('breaker.')).toEqual(['breaker.opened', 'breaker.half-opened', 'breaker.closed']);
    expect(events.find(({ type }) => type === 'breaker.opened')).toMatchObject({
      name: 'api',
      at: 1_000_000,
      openMs: 1000,
      failure: { message: 'down' },
    });
  });

  it('gives the fallback its failure, and onFailure and retryIf hear nothing of a call that was not made', async () => {
    const heard: string[] = [];
    const breaker = circuitBreaker('api', { failures: 1 });
    const retryIf = () => {
      heard.push('retryIf');
      return true;
    };
    @Step({ breaker, retry: { maxAttempts: 3, retryIf } })
    class Quote extends MachineStep<number, unknown> {
      execute(): number {
        heard.push('execute');
        throw new Down('down');
      }
      override onFailure(): void {
        heard.push('onFailure');
      }
      override fallback({ attempts, failure }: StepFailure<number>, ctx: ContextOf<this>): unknown {
        return { attempts, code: failure.code, attempt: ctx.attempt };
      }
    }
    const { to, wire } = flow('quote').nodes({ quote: Quote, done: exit<unknown>() });
    const quote = wire('quote', { quote: to.done });
    const first = await engine.start(quote, 1);
    first.events$.subscribe((event) => events.push(event));
    await clock.advance(10_000);
    await expect(first.result()).resolves.toEqual({ attempts: 1, code: 'CIRCUIT_OPEN', attempt: 1 });
    expect(heard).toEqual(['execute', 'onFailure', 'retryIf']);
    expect(told('step.')).toEqual([
      'step.scheduled',
      'step.started',
      'step.retrying',
      'step.started',
      'step.completed',
    ]);
    await expect(engine.run(quote, 2)).resolves.toEqual({ attempts: 0, code: 'CIRCUIT_OPEN', attempt: 0 });
    expect(heard).toHaveLength(3);
  });

  it('hears of a timeout, whatever the step does later, and of nothing that came before the call', async () => {
    const breaker = circuitBreaker('api', { failures: 1, openFor: '1s' });
    const calls: Call[] = [];
    const charge = flowOf(stepOf({ breaker, timeout: '5s', input: z.number().max(9) }, calls));
    await expect(engine.run(charge, 10)).resolves.toMatchObject({ value: { failure: { code: 'INVALID_INPUT' } } });
    expect(engine.resilience().breakers['api']).toMatchObject({ state: 'closed', failures: 0 });
    const run = await engine.start(charge, 1);
    await clock.advance(5000);
    await expect(run.result()).resolves.toMatchObject({ value: { failure: { code: 'TIMEOUT' } } });
    expect(engine.resilience().breakers['api']?.state).toBe('open');
    await clock.advance(1000);
    await engine.start(charge, 2);
    await clock.settle();
    calls[0]?.succeed('late');
    await clock.settle();
    expect(engine.resilience().breakers['api']?.state).toBe('half-open');
  });

  it('gets the place of a probe back when its run is cancelled', async () => {
    const breaker = circuitBreaker('api', { failures: 1, openFor: '1s' });
    const calls: Call[] = [];
    const charge = flowOf(stepOf({ breaker }, calls));
    const first = await engine.start(charge, 1);
    await clock.settle();
    calls[0]?.fail(new Down('down'));
    await first.result();
    await clock.advance(1000);
    const probe = await engine.start(charge, 2);
    await clock.settle();
    await expect(engine.run(charge, 3)).resolves.toMatchObject({ value: { failure: { code: 'CIRCUIT_OPEN' } } });
    await probe.cancel({ reason: 'enough' });
    const next = await engine.start(charge, 4);
    await clock.settle();
    expect(calls.map(({ input }) => input)).toEqual([1, 2, 4]);
    calls[2]?.succeed('paid');
    await expect(next.result()).resolves.toEqual({ action: 'done', value: 'paid' });
  });
});

describe('a limiter of a step', () => {
  it('makes runs wait in line, which does not count toward the timeout', async () => {
    const calls: Call[] = [];
    const charge = flowOf(stepOf({ limit: perSecond(1), timeout: '500ms' }, calls));
    const runs = await Promise.all([1, 2, 3].map((input) => engine.start(charge, input)));
    await clock.advance(400);
    calls[0]?.succeed('a');
    await clock.advance(1000);
    expect(calls.map(({ input }) => input)).toEqual([1, 2]);
    expect(engine.resilience().limits['Charge.limit']).toMatchObject({ waiting: 1 });
    calls[1]?.succeed('b');
    await clock.advance(1100);
    await expect(runs[2]?.result()).resolves.toMatchObject({ value: { failure: { code: 'TIMEOUT' } } });
  });

  it('lets go of a run that is cancelled, and takes no permit for it', async () => {
    const calls: Call[] = [];
    const charge = flowOf(stepOf({ limit: perSecond(1) }, calls));
    const runs = await Promise.all([1, 2, 3].map((input) => engine.start(charge, input)));
    await clock.settle();
    await runs[1]?.cancel({ reason: 'enough' });
    await clock.advance(1000);
    expect(calls.map(({ input }) => input)).toEqual([1, 3]);
    await expect(runs[1]?.result()).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
  });

  it('counts toward the deadline', async () => {
    const calls: Call[] = [];
    const charge = flowOf(node(stepOf({ limit: perSecond(1) }, calls), { deadline: '500ms' }));
    const runs = await Promise.all([1, 2].map((input) => engine.start(charge, input)));
    await clock.advance(400);
    calls[0]?.succeed('a');
    await clock.advance(600);
    await expect(runs[1]?.result()).resolves.toMatchObject({
      action: 'failed',
      value: { failure: { code: 'DEADLINE_EXCEEDED' } },
    });
    await clock.advance(5000);
    expect(calls).toHaveLength(1);
    expect(engine.resilience().limits['Charge.limit']).toMatchObject({ waiting: 0, free: 1 });
  });

  it('lets go of a branch that has lost', async () => {
    const calls: Call[] = [];
    const Charge = stepOf({ limit: perSecond(1) }, calls);
    const { to, wire } = flow('racing').nodes({ both: race({ a: Charge, b: Charge }), done: exit<unknown>() });
    const run = await engine.start(wire('both', { both: { a: to.done, b: to.done } }), 1);
    await clock.settle();
    calls[0]?.succeed('first');
    await expect(run.result()).resolves.toBe('first');
    expect(engine.resilience().limits['Charge.limit']).toMatchObject({ waiting: 0 });
    expect(clock.pending).toBe(0);
  });

  it('that turns a call away costs an attempt, and says when the next may be made', async () => {
    engine.events$.subscribe((event) => events.push(event));
    const calls: Call[] = [];
    const limit = perSecond(1, { queue: 0, name: 'api' });
    const charge = flowOf(stepOf({ limit, retry: { maxAttempts: 2, initial: 0 } }, calls));
    const runs = await Promise.all([1, 2].map((input) => engine.start(charge, input)));
    await clock.advance(999);
    expect(calls).toHaveLength(1);
    expect(told('limit.')).toEqual(['limit.exceeded']);
    expect(events.find(({ type }) => type === 'step.retrying')).toMatchObject({
      data: { delayMs: 1000, failure: { code: 'LIMIT_EXCEEDED' } },
    });
    await clock.advance(1);
    for (const call of calls) call.succeed('paid');
    await expect(runs[1]?.result()).resolves.toEqual({ action: 'done', value: 'paid' });
  });

  it('lets go of who waits when the engine stops, starts nothing more, and leaves those runs as they are', async () => {
    const calls: Call[] = [];
    const charge = flowOf(stepOf({ limit: perSecond(1) }, calls));
    const runs = await Promise.all([1, 2].map((input) => engine.start(charge, input)));
    await clock.settle();
    const stopping = engine.stop({ graceMs: 60_000 });
    await clock.settle();
    calls[0]?.succeed('paid');
    await stopping;
    expect([await runs[0]?.status(), await runs[1]?.status()]).toEqual(['completed', 'running']);
    await clock.advance(5000);
    expect(calls).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});

describe('a bulkhead of a step', () => {
  it('bounds what goes on in all runs together, also for items and functions', async () => {
    let [now, most] = [0, 0];
    const busy = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => clock.setTimer(10, resolve));
      now -= 1;
      return 1;
    };
    const room = bulkhead(3, { name: 'db' });
    @Step({ bulkhead: room, concurrency: 10 })
    class Load extends BatchStep<number, number> {
      execute(): Returned<number, object> {
        return busy();
      }
    }
    const count = node(
      fn('count', (_: readonly number[]) => busy()),
      { bulkhead: room },
    );
    const { to, wire } = flow('loading').nodes({ load: Load, count, done: exit<number>() });
    const loading = wire('load', { load: to.count, count: to.done });
    const results = [1, 2, 3].map(() => engine.run(loading, [1, 2, 3, 4]));
    await clock.advance(1000);
    await expect(Promise.all(results)).resolves.toEqual([1, 1, 1]);
    expect([now, most]).toEqual([0, 3]);
    expect(engine.resilience().bulkheads['db']).toMatchObject({ active: 0, waiting: 0, free: 3 });
  });

  it('gives room back for what is released, although its step does not listen', async () => {
    const calls: Call[] = [];
    const charge = flowOf(stepOf({ bulkhead: 1 }, calls));
    const hung = await engine.start(charge, 1);
    const next = await engine.start(charge, 2);
    await clock.settle();
    await hung.cancel({ reason: 'enough' });
    await clock.settle();
    expect(calls.map(({ input }) => input)).toEqual([1, 2]);
    calls[1]?.succeed('paid');
    await expect(next.result()).resolves.toMatchObject({ action: 'done' });
    calls[0]?.succeed('late');
    await clock.settle();
    expect(engine.resilience().bulkheads['Charge.bulkhead']).toMatchObject({ active: 0, free: 1 });
  });

  it('loses no room, however runs end', async () => {
    @Step({ bulkhead: 2, timeout: '30ms', retry: { maxAttempts: 2, initial: 5 } })
    class Odd extends MachineStep<number, number> {
      execute(input: number): number | Promise<number> {
        if (input % 5 === 0) return input;
        if (input % 5 === 1) throw new Down('down');
        if (input % 5 === 2) return Promise.reject(new Down('down'));
        if (input % 5 === 3) return new Promise(() => undefined);
        return new Promise((resolve) => clock.setTimer(10, () => resolve(input)));
      }
      override onSuccess(_: number, input: number): void {
        if (input % 10 === 4) throw new Down('afterwards');
      }
    }
    const { to, wire } = flow('odd').nodes({ odd: all({ a: Odd, b: Odd }), done: exit<unknown>() });
    const odd = wire('odd', { odd: to.done });
    const runs = await Promise.all(Array.from({ length: 30 }, (_, input) => engine.start(odd, input)));
    const results = runs.map((run) => run.result().catch(() => undefined));
    await clock.advance(20);
    for (const run of runs.slice(20, 25)) await run.cancel({ reason: 'enough' });
    await clock.advance(5000);
    await Promise.all(results);
    expect(engine.resilience().bulkheads['Odd.bulkhead']).toMatchObject({ active: 0, waiting: 0, free: 2 });
    expect(clock.pending).toBe(0);
  });
});

describe('guards of a node', () => {
  it('win over those of the step', async () => {
    const Charge = stepOf({ bulkhead: 5, limit: perSecond(100, { name: 'step' }) }, []);
    await engine.register(flowOf(node(Charge, { limit: perSecond(1, { name: 'node' }) })));
    const { limits, bulkheads } = engine.resilience();
    expect([Object.keys(limits), Object.keys(bulkheads)]).toEqual([['node'], ['Charge.bulkhead']]);
  });

  it('are described, but are no part of the structure', () => {
    const Charge = stepOf({}, []);
    const guarded = flowOf(
      node(Charge, { breaker: circuitBreaker('api', { failures: 3 }), limit: perSecond(5), bulkhead: 2 }),
    );
    expect(structuralHash(guarded)).toBe(structuralHash(flowOf(Charge)));
    expect(toJSON(guarded).nodes['charge']).toMatchObject({
      breaker: { name: 'api', settings: { failures: 3, openMs: 60_000, factor: 1, maxOpenMs: 60_000, probes: 1 } },
      limit: { settings: { permits: 5, perMs: 1000 } },
      bulkhead: { settings: { size: 2 } },
    });
  });

  it('are kept by the Resilience that an engine is given, on one clock', async () => {
    const resilience = new Resilience({ clock });
    const breaker = circuitBreaker('api', { failures: 1 });
    const shared = await createEngine({ resilience, flows: [flowOf(stepOf({ breaker }, []))] });
    resilience.isolate(breaker);
    await expect(shared.run(flowOf(stepOf({ breaker }, []), 'other'), 1)).resolves.toMatchObject({
      value: { failure: { code: 'CIRCUIT_OPEN', details: { state: 'isolated' } } },
    });
    await shared.stop();
    await expect(createEngine({ resilience, clock: new VirtualClock({ start: 1_000_000 }) })).rejects.toThrow(
      'resilience: it is on another clock than the engine',
    );
    await expect(createEngine({ resilience: {} as never })).rejects.toThrow('resilience: expected an object made by');
  });

  it('leave the retries of a policy alone where nothing is turned away', async () => {
    const calls: Call[] = [];
    const breaker = circuitBreaker('api', { failures: 9 });
    const charge = flowOf(stepOf({ breaker, retry: RetryPolicy.fast }, calls));
    const run = await engine.start(charge, 1);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await clock.settle();
      calls[attempt]?.fail(new Down('down'));
      await clock.advance(10_000);
    }
    await expect(run.result()).resolves.toMatchObject({ action: 'failed', value: { attempts: 3 } });
  });
});

describe('a guard of somebody own', () => {
  /** Asks a counter that all processes share, and takes its time. */
  function askingGuard(answers: (() => Promise<GuardPermit>)[]) {
    const seen: unknown[] = [];
    const guard = defineGuard({
      kind: 'limit',
      name: 'redis',
      settings: { permits: 1 },
      open: ({ name }: GuardHost) => ({
        enter: (signal) => {
          seen.push(signal()?.aborted);
          return answers.shift()?.() ?? Promise.reject(new Down('redis is down'));
        },
        snapshot: () => ({ kind: 'limit', name, free: 1, waiting: 0, retryAfterMs: 0 }),
      }),
    });
    return { guard, seen };
  }

  const pass = { succeeded: jest.fn(), failed: jest.fn(), dropped: jest.fn() };

  it('may take its time, and refuse', async () => {
    const { guard, seen } = askingGuard([() => Promise.resolve(pass)]);
    const calls: Call[] = [];
    const charge = flowOf(stepOf({ limit: guard }, calls));
    const run = await engine.start(charge, 1);
    await clock.settle();
    calls[0]?.succeed('paid');
    await expect(run.result()).resolves.toEqual({ action: 'done', value: 'paid' });
    expect([pass.succeeded.mock.calls.length, pass.dropped.mock.calls.length]).toEqual([1, 0]);
    await expect(engine.run(charge, 2)).resolves.toMatchObject({
      value: { attempts: 1, failure: { message: 'redis is down' } },
    });
    expect([calls.length, seen]).toEqual([1, [false, false]]);
    expect(engine.resilience().limits['redis']).toMatchObject({ free: 1 });
  });

  it('does no harm when its pass throws', async () => {
    engine.events$.subscribe((event) => events.push(event));
    const throwing = () => {
      throw new Error('lost');
    };
    const { guard } = askingGuard([
      () => Promise.resolve({ succeeded: throwing, failed: throwing, dropped: throwing }),
    ]);
    const calls: Call[] = [];
    const run = await engine.start(flowOf(stepOf({ limit: guard, bulkhead: 1 }, calls)), 1);
    await clock.settle();
    calls[0]?.succeed('paid');
    await expect(run.result()).resolves.toEqual({ action: 'done', value: 'paid' });
    expect(told('guard.')).toEqual(['guard.failed']);
    expect(engine.resilience().bulkheads['Charge.bulkhead']).toMatchObject({ active: 0 });
  });

  it('gives back what it gave to a call that is not wanted any more', async () => {
    let give: (given: GuardPermit) => void = () => undefined;
    const { guard } = askingGuard([() => new Promise((resolve) => (give = resolve))]);
    const calls: Call[] = [];
    const run = await engine.start(flowOf(stepOf({ limit: guard }, calls)), 1);
    await clock.settle();
    await run.cancel({ reason: 'enough' });
    pass.dropped.mockClear();
    give(pass);
    await clock.settle();
    expect([pass.dropped.mock.calls.length, calls.length]).toEqual([1, 0]);
  });
});

describe('a step that streams', () => {
  it('holds its pass until the stream has ended', async () => {
    const go: (() => void)[] = [];
    @Step({ bulkhead: 1 })
    class Tell extends MachineStep<number, string, { chunk: number }> {
      async *execute(input: number): AsyncGenerator<number, string> {
        yield input;
        await new Promise<void>((resolve) => go.push(resolve));
        return `told ${input}`;
      }
    }
    const { to, wire } = flow('telling').nodes({ tell: Tell, done: exit<string>() });
    const telling = wire('tell', { tell: to.done });
    const results = [engine.run(telling, 1), engine.run(telling, 2)];
    await clock.settle();
    expect([go.length, engine.resilience().bulkheads['Tell.bulkhead']]).toMatchObject([1, { active: 1, waiting: 1 }]);
    go[0]?.();
    await clock.settle();
    expect(go).toHaveLength(2);
    go[1]?.();
    await expect(Promise.all(results)).resolves.toEqual(['told 1', 'told 2']);
  });
});
