import { Container, inject } from 'inversify';
import { type ContextOf, createEngine, each, flowOf, fn, MachineStep, node, RunContext, Step } from 'millrace';
import { circuitBreaker, type RetryAttempt, withRetry } from 'millrace/resilience';
import { createTestEngine, sendSignal, type TestEngine, testFlow } from 'millrace/testing';
import { debounceTime, lastValueFrom, toArray } from 'rxjs';
import { buttonColour } from '../../samples/branching/ab-test';
import { admission } from '../../samples/branching/binary';
import { mailRoom, RoutingTable } from '../../samples/branching/dynamic-table';
import { checkout, FeatureFlags } from '../../samples/branching/feature-flag';
import { parcelSize } from '../../samples/branching/multi-way';
import { negotiation } from '../../samples/branching/retry-loop';
import { type Command, command, document } from '../../samples/branching/state-machine';
import { deployment } from '../../samples/branching/weighted';
import { askPrice, UnknownArticle } from '../../samples/failures/by-kind';
import { guardedPrice } from '../../samples/failures/circuit';
import { quoteOrDefault } from '../../samples/failures/default-value';
import { lastGoodPrice } from '../../samples/failures/last-good';
import { priceList } from '../../samples/failures/partial-results';
import { Prices, SparePrices } from '../../samples/failures/prices';
import { price } from '../../samples/failures/several-sources';
import { Directory, lookAllUp } from '../../samples/lists/at-a-pace';
import { repairs, Workshop } from '../../samples/lists/by-priority';
import { chunks, toList } from '../../samples/lists/plain-typescript';
import { temperature } from '../../samples/steps/accumulator';
import { Metrics } from '../../samples/steps/metrics';
import { bindLogged, publish } from '../../samples/steps/middleware';
import { fileName } from '../../samples/steps/pipeline';
import { bindConnection, Connection, query } from '../../samples/steps/resource';
import { reception } from '../../samples/steps/settings';
import { openAccount } from '../../samples/steps/validation';
import { failureOf } from '../support/failure-of';

// The rows of Flyt about utilities and recipes; see flyt.test.ts.

let engine: TestEngine;
beforeEach(() => {
  engine = createTestEngine({ random: () => 0.5 });
});
afterEach(() => engine.stop({ graceMs: 0 }));

describe('utilities', () => {
  it('3.33 nothing becomes an empty list, a list stays one, and anything else is a list of one (otherwise: two lines of TypeScript, not exported)', () => {
    const list = ['a', 'b'];
    expect([null, undefined, 'text', 7, { a: 1 }].map((value) => toList<unknown>(value))).toEqual([
      [],
      [],
      ['text'],
      [7],
      [{ a: 1 }],
    ]);
    expect(toList(list)).toEqual(list);
    expect(toList(list)).not.toBe(list);
  });

  /** Work of one turn of the event loop that notes how much of it goes on at once. */
  function work() {
    const seen = { now: 0, most: 0, done: 0 };
    const task = fn('task', async (_: number) => {
      seen.now += 1;
      seen.most = Math.max(seen.most, seen.now);
      await new Promise(setImmediate);
      seen.now -= 1;
      seen.done += 1;
    });
    return { seen, task };
  }

  it('3.34 a pool of workers is `each` with a concurrency: never more at once, all done at the end', async () => {
    const { seen, task } = work();
    const tasks = Array.from({ length: 100 }, (_, index) => index);
    await engine.run(flowOf('pool', each(task, { concurrency: 7 })), tasks);
    expect(seen).toEqual({ now: 0, most: 7, done: 100 });
  });

  it('3.34 the limit may hold for all runs of an engine together', async () => {
    const { seen, task } = work();
    const pooled = flowOf('pooled', node(task, { concurrency: { limit: 3 } }));
    await Promise.all(Array.from({ length: 20 }, (_, index) => engine.run(pooled, index)));
    expect(seen).toEqual({ now: 0, most: 3, done: 20 });
  });

  it('3.34 (otherwise: a pool of no worker is refused)', () => {
    expect(() => each(work().task, { concurrency: 0 })).toThrow('expected a whole number of at least 1, got 0');
  });

  it('3.34 a task that throws does not disturb the others, nor the process', async () => {
    const task = fn('task', (n: number) => {
      if (n === 2) throw new Error('panic');
      return n;
    });
    const results = await engine.run(flowOf('pool', each(task, { concurrency: 2, onError: 'collect' })), [1, 2, 3]);
    expect(results.map((one) => (one.ok ? one.value : one.failure.message))).toEqual([1, 'panic', 3]);
  });

  it('3.35 an operation is tried so many times, each wait longer by the same (otherwise: the last error itself is thrown)', async () => {
    const start = engine.clock.now();
    const at: number[] = [];
    const operation = ({ attempt }: RetryAttempt): string => {
      at.push(engine.clock.now() - start);
      throw new Error(`attempt ${attempt}`);
    };
    const policy = { maxAttempts: 3, delay: (_: unknown, attempt: number) => attempt * 100 };
    const tried = withRetry(operation, policy, { clock: engine.clock });
    void tried.catch(() => undefined);
    await engine.advance(300);
    await expect(tried).rejects.toThrow(/^attempt 3$/);
    expect(at).toEqual([0, 100, 300]);
  });

  it('3.35 a list is mapped by several workers in its order', async () => {
    const square = fn('square', async (n: number) => {
      for (let turn = 4; turn > n; turn -= 1) await Promise.resolve();
      return n * n;
    });
    await expect(engine.run(flowOf('squares', each(square, { concurrency: 3 })), [1, 2, 3, 4])).resolves.toEqual([
      1, 4, 9, 16,
    ]);
  });

  it('3.35 (otherwise: chunks are two lines; filtering, merging and such are what lists and records do by themselves)', () => {
    expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(Object.assign({}, { a: 1, b: 1 }, { b: 2 })).toEqual({ a: 1, b: 2 });
  });

  it('3.35 an operation is given a limit of time', async () => {
    const slow = fn('slow', () => new Promise<string>(() => {}));
    const limited = flowOf('limited', node(slow, { timeout: '5s' }));
    expect(await failureOf(engine.run(limited, undefined))).toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('5000 ms') as string,
    });
  });

  it('3.35 a pipeline takes a value through its stages', async () => {
    await expect(engine.run(fileName, '  Hello World  ')).resolves.toEqual({ action: 'named', value: 'hello_world' });
  });

  it('3.35 several errors are one (otherwise: the AggregateError of the language)', async () => {
    const failing = flowOf(
      'failing',
      fn('aggregate', (messages: readonly string[]): string => {
        const errors = messages.map((message) => new Error(message));
        if (errors.length === 0) return 'fine';
        throw errors.length === 1 ? errors[0] : new AggregateError(errors, `multiple errors (${errors.length})`);
      }),
    );
    await expect(engine.run(failing, [])).resolves.toBe('fine');
    await expect(failureOf(engine.run(failing, ['a']))).resolves.toMatchObject({ message: 'a' });
    await expect(failureOf(engine.run(failing, ['a', 'b']))).resolves.toMatchObject({
      message: 'multiple errors (2)',
      errors: [{ message: 'a' }, { message: 'b' }],
    });
  });

  it('3.35 the id of a request reaches every step, and what steps depend on', async () => {
    class Log {
      constructor(@inject(RunContext) private readonly run: RunContext) {}
      line = (text: string) => `[${this.run.correlationId}] ${text}`;
    }
    @Step({ scope: 'run' })
    class Write extends MachineStep<string, readonly string[]> {
      constructor(@inject(Log) private readonly log: Log) {
        super();
      }
      execute(text: string, ctx: ContextOf<this>) {
        return [ctx.correlationId, this.log.line(text)];
      }
    }
    const container = new Container();
    container.bind(Log).toSelf().inTransientScope();
    engine = createTestEngine({ container });
    await expect(engine.run(flowOf('write', Write), 'hello', { correlationId: 'request-7' })).resolves.toEqual([
      'request-7',
      '[request-7] hello',
    ]);
  });

  it('3.35 of many calls in a row only the last counts (otherwise: outputs are Observables, so RxJS does it)', async () => {
    @Step()
    class Typing extends MachineStep<readonly string[], undefined, { draft: string }> {
      execute(drafts: readonly string[], ctx: ContextOf<this>) {
        for (const draft of drafts) ctx.emit('draft', draft);
        return undefined;
      }
    }
    const run = await engine.start(flowOf('typing', Typing), ['h', 'he', 'hello']);
    await expect(lastValueFrom(run.output('draft').pipe(debounceTime(5000), toArray()))).resolves.toEqual(['hello']);
  });
});

describe('recipes of pools', () => {
  it('3.36 results are collected in order, and urgent tasks are begun first', async () => {
    const container = new Container();
    container.bind(Workshop).toConstantValue(new Workshop(async ({ name }) => `${name} repaired`));
    const jobs = [1, 9, 5].map((priority) => ({ name: `job ${priority}`, priority }));
    const { result, trace } = await testFlow(repairs, { input: jobs, container });
    expect(result).toEqual(['job 9 repaired', 'job 5 repaired', 'job 1 repaired']);
    const begun = trace.calls.filter(({ node: at }) => at === 'repair').map(({ input }) => input);
    expect(begun).toEqual([9, 5, 1].map((priority) => ({ name: `job ${priority}`, priority })));
  });

  it('3.36 each task has its limit of time, and a task that is late does not stop the others', async () => {
    const task = fn('task', (name: string) => (name === 'slow' ? new Promise<string>(() => {}) : name));
    const pool = flowOf('pool', each(node(task, { timeout: '2s' }), { onError: 'collect' }));
    const results = await engine.run(pool, ['a', 'slow', 'b']);
    const ends = results.map((one) => (one.ok ? one.value : one.failure.code));
    expect(ends).toEqual(['a', 'TIMEOUT', 'b']);
  });

  it('3.36 how far a pool has come is told as it goes (otherwise: on the channel `progress`, times come from events)', async () => {
    const task = fn('task', (n: number) => {
      if (n === 2) throw new Error('broken');
      return n;
    });
    const pool = flowOf('pool', each(task, { concurrency: 1, onError: 'collect', progress: true }));
    const { trace } = await testFlow(pool, { input: [1, 2, 3] });
    expect(trace.emitted('progress')).toEqual([
      { ended: 1, failed: 0, total: 3 },
      { ended: 2, failed: 1, total: 3 },
      { ended: 3, failed: 1, total: 3 },
    ]);
  });

  it('3.36 a pool with a rate: the others wait for their turn', async () => {
    const container = new Container();
    container.bind(Directory).toConstantValue(new Directory(async (name) => name.toUpperCase()));
    const { result, trace } = await testFlow(lookAllUp, { input: ['a', 'b', 'c', 'd'], container });
    expect(result).toEqual(['A', 'B', 'C', 'D']);
    const [first] = trace.calls;
    expect(trace.calls.map(({ startedAt }) => startedAt - (first?.startedAt ?? 0))).toEqual([0, 500, 1000, 1500]);
  });

  it('3.36 a pool with a circuit breaker: open after so many failures in a row, tried again after a time', async () => {
    const breaker = circuitBreaker('pool', { failures: 2, openFor: '10s' });
    const made: string[] = [];
    const task = fn('task', (name: string) => {
      made.push(name);
      if (name.startsWith('bad')) throw new Error(name);
      return name;
    });
    const pool = flowOf('pool', each(node(task, { breaker }), { concurrency: 1, onError: 'collect' }));
    const codes = async (names: readonly string[]) =>
      (await engine.run(pool, names)).map((one) => (one.ok ? one.value : one.failure.code));
    await expect(codes(['bad1', 'good1', 'bad2', 'bad3', 'good2'])).resolves.toEqual([
      'STEP_FAILED',
      'good1',
      'STEP_FAILED',
      'STEP_FAILED',
      'CIRCUIT_OPEN',
    ]);
    expect(made).toEqual(['bad1', 'good1', 'bad2', 'bad3']);
    await engine.advance(10_000);
    await expect(codes(['good3'])).resolves.toEqual(['good3']);
  });

  it('3.36 (otherwise: the number of workers is a constant of the flow; more load waits in line instead)', async () => {
    const order: string[] = [];
    const task = fn('task', async (name: string) => {
      order.push(name);
      await new Promise(setImmediate);
    });
    const limit = { limit: 1, key: (name: string) => name.charAt(0), total: 2 };
    const pooled = flowOf('pooled', node(task, { concurrency: limit }));
    await Promise.all(['a1', 'a2', 'a3', 'b1', 'b2'].map((name) => engine.run(pooled, name)));
    expect(order).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  });
});

describe('recipes of nodes', () => {
  let container: Container;
  beforeEach(async () => {
    container = new Container();
    engine = createTestEngine({ container });
  });

  it('3.37 a node that accumulates', async () => {
    const brought = await Promise.all([10, 20, 60].map((celsius) => engine.run(temperature, { celsius })));
    expect(brought.map(({ value }) => value)).toEqual([1, 2, 30]);
  });

  it('3.37 a node with a resource that is opened once and closed at the end (otherwise: by the container)', async () => {
    const connection = new Connection();
    bindConnection(container, () => connection);
    await expect(engine.run(query, 'select 1')).resolves.toBe('rows of select 1');
    await engine.stop();
    await container.unbindAll();
    expect(connection.open).toBe(false);
  });

  it('3.37 a pipeline whose failure says which stage it was (otherwise: as the path of the event)', async () => {
    const { result, trace } = await testFlow(fileName, { input: ' ' });
    expect(result).toMatchObject({ action: 'failed' });
    const failed = trace.events.filter(({ type }) => type === 'step.failed');
    expect(failed).toMatchObject([{ path: 'slug#1/part3#1' }]);
  });

  it('3.37 a node that is measured (otherwise: all nodes are, from the events of the engine)', async () => {
    const metrics = new Metrics();
    engine.events$.subscribe((event) => {
      metrics.observe(event);
    });
    const flaky = fn('flaky', (ok: boolean) => {
      if (!ok) throw new Error('no');
      return ok;
    });
    const one = flowOf('one', flaky);
    await Promise.allSettled([true, false, true, true].map((ok) => engine.run(one, ok)));
    expect(metrics.of('main')).toMatchObject({
      executions: 4,
      successes: 3,
      failures: 1,
      averageMs: 0,
      successRate: 0.75,
    });
  });

  it('3.37 a node that hands its work to workers and is told to stop when nobody wants the results (otherwise: its `each`)', async () => {
    const aborted: number[] = [];
    const slow = fn('slow', (n: number, ctx) => {
      ctx.signal.addEventListener('abort', () => aborted.push(n));
      return new Promise<number>(() => {});
    });
    const run = await engine.start(flowOf('workers', each(slow, { concurrency: 2 })), [1, 2, 3]);
    await engine.settle();
    await run.cancel({ reason: 'enough' });
    expect(aborted).toEqual([1, 2]);
  });

  it('3.37 a node that validates', async () => {
    await expect(engine.run(openAccount, { name: 'Ada', balance: 1 })).resolves.toMatchObject({ action: 'opened' });
    await expect(engine.run(openAccount, { name: '', balance: -1 })).resolves.toEqual({
      action: 'refused',
      value: 'validation failed: name: must not be empty; balance: must not be negative',
    });
  });
});

describe('recipes of branches', () => {
  it('3.38 two ways', async () => {
    await expect(engine.run(admission, { name: 'Ada', age: 18 })).resolves.toBe('Welcome, Ada');
    await expect(engine.run(admission, { name: 'Ben', age: 16 })).resolves.toBe('Come back in 2 years, Ben');
  });

  it.each([
    [9.9, 'small'],
    [10, 'medium'],
    [100, 'large'],
    [1000, 'xlarge'],
  ])('3.38 several ways: %d is %s', async (grams, action) => {
    await expect(engine.run(parcelSize, { grams })).resolves.toEqual({ action, value: { grams } });
  });

  it('3.38 a state machine (otherwise: a state is a node where the run waits for a signal)', async () => {
    const commands: readonly Command[] = ['publish', 'submit', 'approve', 'submit', 'publish'];
    const { result, trace } = await testFlow(document, {
      input: undefined,
      signals: commands.map((given, index) => sendSignal(command, given, { after: `${index + 1}m` })),
    });
    const states = trace.taken.map(({ node: state }) => state).filter((state) => !/^(in|when)/.test(state));
    expect(states).toEqual(['draft', 'draft', 'review', 'approved', 'approved', 'published']);
    expect(result).toBe('publish');
  });

  it('3.38 a table that may change, with a way for what it does not know', async () => {
    const table = new RoutingTable([['invoice', 'sales']]);
    const container = new Container();
    container.bind(RoutingTable).toConstantValue(table);
    engine = createTestEngine({ container });
    const way = async (kind: string) => (await engine.run(mailRoom, { kind })).action;
    await expect(way('invoice')).resolves.toBe('sales');
    await expect(way('complaint')).resolves.toBe('reception');
    table.set('complaint', 'support');
    await expect(way('complaint')).resolves.toBe('support');
  });

  it('3.38 shares by weight, in turn', async () => {
    const ways: string[] = [];
    for (let request = 0; request < 8; request += 1) ways.push((await engine.run(deployment, { path: '/' })).action);
    expect(ways.join(' ')).toBe('stable stable stable canary stable stable stable canary');
  });

  it('3.38 a loop that is left when the result is good enough, after three rounds at most', async () => {
    const bid = (limit: number) => engine.run(negotiation, { price: 80, limit });
    await expect(bid(100)).resolves.toEqual({ action: 'sold', value: { price: 100, limit: 100 } });
    await expect(bid(101)).resolves.toEqual({ action: 'unsold', value: { price: 110, limit: 101 } });
  });

  it('3.38 a feature flag', async () => {
    const on = new Set<string>();
    const container = new Container();
    container.bind(FeatureFlags).toConstantValue(new FeatureFlags(on));
    engine = createTestEngine({ container });
    await expect(engine.run(checkout, { items: 2 })).resolves.toBe('2 items on three pages');
    on.add('checkout');
    await expect(engine.run(checkout, { items: 2 })).resolves.toBe('2 items on one page');
  });

  it('3.38 variants by a hash of user and test: the same for a user at all times, `control` for the rest, and remembered', async () => {
    const ids = Array.from({ length: 300 }, (_, index) => `user-${index}`);
    const shown = () => Promise.all(ids.map((id) => engine.run(buttonColour, { id })));
    const first = await shown();
    expect(await shown()).toEqual(first);
    expect(new Set(first)).toEqual(
      new Set(['grey button, variant control', 'blue button, variant blue', 'green button, variant green']),
    );
  });
});

describe('recipes of closures', () => {
  it('3.39 settings for each place, a counter, a factory', async () => {
    const greeting = 'Good evening Welcome Ada, you are guest number 1, you are guest number 2';
    await expect(engine.run(reception, 'Ada')).resolves.toBe(greeting);
    await expect(engine.run(reception, 'Ben')).resolves.toContain('guest number 4');
  });

  it('3.39 something around a node keeps what the node does (otherwise: the container wraps the step)', async () => {
    const lines: string[] = [];
    const container = new Container();
    bindLogged(container, (line) => lines.push(line));
    engine = createTestEngine({ container });
    await expect(engine.run(publish, 'news')).resolves.toBe('published news');
    await expect(failureOf(engine.run(publish, ''))).resolves.toMatchObject({
      message: 'there is nothing to publish',
    });
    expect(lines).toEqual(['begin news', 'end news', 'begin ', 'end ']);
  });

  it('3.39 what a node depends on is injected, and what is missing is told at the start with its place', async () => {
    const starting = createEngine({ container: new Container(), flows: [query] });
    await expect(starting).rejects.toThrow(/flow "query", node "main": step Query cannot be made: .*Connection/s);
  });
});

describe('recipes of fallbacks', () => {
  let service: (article: string) => Promise<number>;
  let spare: (article: string) => Promise<number>;
  beforeEach(async () => {
    const container = new Container();
    container.bind(Prices).toConstantValue(new Prices((article) => service(article)));
    container.bind(SparePrices).toConstantValue(new SparePrices((article) => spare(article)));
    engine = createTestEngine({ container });
    service = down;
    spare = down;
  });
  const down = async (): Promise<number> => {
    throw new Error('the service is down');
  };
  afterEach(() => engine.stop({ graceMs: 0 }));

  it('3.40 a default value that says so', async () => {
    await expect(engine.run(quoteOrDefault, 'lamp')).resolves.toEqual({
      status: 'degraded',
      cents: 1000,
      reason: 'the service is down',
    });
  });

  it('3.40 several levels (otherwise: nodes, so that drawing and events show who answered)', async () => {
    await expect(engine.run(price, 'lamp')).resolves.toMatchObject({ action: 'unknown' });
    spare = async () => 1300;
    await expect(engine.run(price, 'lamp')).resolves.toEqual({ action: 'known', value: 1300 });
    service = async () => 1250;
    await expect(engine.run(price, 'lamp')).resolves.toEqual({ action: 'known', value: 1250 });
  });

  it('3.40 partial results (otherwise: the failures are data beside the results, so counts are lengths)', async () => {
    service = (article) => (article === 'sofa' ? down() : Promise.resolve(article.length));
    await expect(engine.run(priceList, ['lamp', 'sofa', 'chair'])).resolves.toEqual({
      status: 'partial_success',
      cents: [4, 5],
      errors: ['sofa: the service is down'],
    });
  });

  it('3.40 an answer for each kind of failure', async () => {
    const ask = (error: unknown) => {
      service = async () => {
        throw error;
      };
      return engine.run(askPrice, 'lamp');
    };
    await expect(ask(new UnknownArticle('no lamp'))).resolves.toEqual({ kind: 'unknown' });
    await expect(ask(Object.assign(new Error('later'), { retryAfter: 60 }))).resolves.toEqual({
      kind: 'busy',
      retryAfterMs: 60_000,
    });
    await expect(ask(new Error('down'))).resolves.toEqual({ kind: 'unavailable' });
  });

  it('3.40 the last good answer with its age, while it is young enough', async () => {
    service = async () => 1250;
    await expect(engine.run(lastGoodPrice, 'lamp')).resolves.toEqual({ cents: 1250 });
    service = down;
    await engine.advance(90_000);
    await expect(engine.run(lastGoodPrice, 'lamp')).resolves.toEqual({ cents: 1250, ageMs: 90_000 });
    await expect(failureOf(engine.run(lastGoodPrice, 'sofa'))).resolves.toMatchObject({
      message: 'no price of sofa is known',
      cause: { message: 'the service is down' },
    });
  });

  it('3.40 an answer that says that a circuit is open and when to come back', async () => {
    const ask = () => engine.run(guardedPrice, 'lamp');
    for (let failed = 0; failed < 3; failed += 1) await expect(ask()).resolves.toEqual({ status: 'degraded' });
    await engine.advance(12_000);
    await expect(ask()).resolves.toEqual({ status: 'circuit_open', retryAfterMs: 18_000 });
  });

  it('3.40 how often a fallback answers, counted from outside', async () => {
    @Step()
    class Counted extends MachineStep<boolean, string> {
      execute(works: boolean) {
        if (!works) throw new Error('down');
        return 'fresh';
      }
      override fallback() {
        return 'stale';
      }
    }
    const metrics = new Metrics();
    engine.events$.subscribe((event) => metrics.observe(event));
    const counted = flowOf('counted', Counted);
    for (const works of [true, false, true, false]) await engine.run(counted, works);
    expect(metrics.of('main')).toMatchObject({ executions: 4, successes: 2, failures: 2, fallbacks: 2 });
  });
});
