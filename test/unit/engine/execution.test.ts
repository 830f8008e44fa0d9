import {
  BatchStep,
  type ContextOf,
  each,
  exit,
  type FailureRecord,
  flow,
  fn,
  key,
  MachineStep,
  node,
  PhasedStep,
  type RetryOptions,
  RetryPolicy,
  RouterStep,
  type Run,
  type Skipped,
  Step,
  type StepFailure,
  sleep,
  within,
} from 'millrace';
import { createTestEngine, type TestEngine, testFlow } from 'millrace/testing';
import { firstValueFrom, from, of, throwError } from 'rxjs';
import { z } from 'zod';

let engine: TestEngine;
beforeEach(() => {
  // What a journal could not keep is a matter of the last test.
  engine = createTestEngine({ strict: false });
});
afterEach(() => engine.stop({ graceMs: 0 }));

function fails(): never {
  throw new Error('no idea');
}

/** A flow of one step, with its failure as an exit. */
function alone<In, Out, Emits extends object>(step: new () => MachineStep<In, Out, Emits>, input: In) {
  const draft = flow(`alone-${step.name}`).nodes({ step, done: exit<Out>(), failed: exit<StepFailure<In>>() });
  const { to } = draft;
  // A generic step's edges are known to the compiler only where the step is.
  const one = draft.wire('step' as never, { step: { next: to.done, error: to.failed } });
  return engine.start(one, input as never);
}

/** When each attempt of a run was begun, in ms since the first. */
function attemptsOf(run: Pick<Run, 'id'>): readonly number[] {
  const { calls } = engine.trace(run);
  return calls.map(({ startedAt }) => startedAt - (calls[0]?.startedAt ?? 0));
}

describe('a step', () => {
  it('may give a value, a promise, a generator or an Observable', async () => {
    @Step()
    class Value extends MachineStep<number, number> {
      execute(n: number) {
        return n;
      }
    }
    @Step()
    class Later extends MachineStep<number, number> {
      async execute(n: number) {
        return n + 1;
      }
    }
    @Step()
    class Counted extends MachineStep<number, string, { chunk: number }> {
      async *execute(n: number) {
        for (let i = 0; i < n; i += 1) yield i;
        return 'counted';
      }
    }
    @Step()
    class Observed extends MachineStep<number, number, { chunk: number }> {
      execute(n: number) {
        return of(n, n + 1, n + 2);
      }
    }
    const draft = flow('results').nodes({
      value: Value,
      later: Later,
      counted: Counted,
      again: fn('again', () => 7),
      observed: Observed,
      done: exit<number>(),
    });
    const { to } = draft;
    const results = draft.wire('value', {
      value: to.later,
      later: to.counted,
      counted: to.again,
      again: to.observed,
      observed: to.done,
    });
    const { result, trace } = await testFlow(results, { input: 2 });
    expect(result).toBe(9);
    expect(trace.emitted('chunk')).toEqual([0, 1, 2, 7, 8, 9]);
  });

  it('fails with NO_OUTCOME when its Observable gives nothing, and with the error of one that fails', async () => {
    @Step()
    class Empty extends MachineStep<undefined, number, { chunk: number }> {
      execute() {
        return from([] as number[]);
      }
    }
    @Step()
    class Broken extends MachineStep<undefined, number, { chunk: number }> {
      execute() {
        return throwError(() => new Error('broken'));
      }
    }
    await expect((await alone(Empty, undefined)).result()).resolves.toMatchObject({
      action: 'failed',
      value: { failure: { code: 'NO_OUTCOME' } },
    });
    await expect((await alone(Broken, undefined)).result()).resolves.toMatchObject({
      value: { failure: { message: 'broken' } },
    });
  });

  it('is tried again under its policy, and waits in between as the policy says', async () => {
    @Step({ retry: { ...RetryPolicy.standard, jitter: false } })
    class Flaky extends MachineStep<undefined, string> {
      async execute(_: undefined, ctx: ContextOf<this>) {
        if (ctx.attempt < 3) throw new Error('flaky');
        return `attempt ${ctx.attempt}`;
      }
    }
    const run = await alone(Flaky, undefined);
    await engine.advance(10_000);
    await expect(run.result()).resolves.toEqual({ action: 'done', value: 'attempt 3' });
    expect(attemptsOf(run)).toEqual([0, 2000, 6000]);
  });

  it('is asked by retryIf whether an error is worth another attempt', async () => {
    let attempts = 0;
    @Step({
      retry: { maxAttempts: 5, initial: 0, retryIf: (error) => error instanceof Error && error.message === 'again' },
    })
    class Picky extends MachineStep<undefined, string> {
      execute(): string {
        attempts += 1;
        throw new Error(attempts < 3 ? 'again' : 'enough');
      }
    }
    await expect((await alone(Picky, undefined)).result()).resolves.toMatchObject({
      value: { attempts: 3, failure: { message: 'enough' } },
    });
  });

  it('is asked anew after each failure whether and when to try again', async () => {
    const asked: unknown[] = [];
    const busy = (retryAfter: number) => Object.assign(new Error('busy'), { status: 503, retryAfter });
    const errors = [busy(7), busy(8), new TypeError('a mistake'), new Error('the last')];
    @Step({
      retry: {
        maxAttempts: 4,
        initial: '1s',
        jitter: false,
        retryIf: (error, attempt) => {
          asked.push(['retryIf', attempt]);
          return error instanceof TypeError ? true : undefined;
        },
        delay: (_, attempt) => {
          asked.push(['delay', attempt]);
          return attempt === 1 ? '3s' : undefined;
        },
      },
    })
    class Asks extends MachineStep<undefined, string> {
      execute(_: undefined, ctx: ContextOf<this>): string {
        throw errors[ctx.attempt - 1];
      }
    }
    const run = await alone(Asks, undefined);
    await engine.advance(60_000);
    await expect(run.result()).resolves.toMatchObject({ value: { attempts: 4, failure: { message: 'the last' } } });
    expect(attemptsOf(run)).toEqual([0, 3000, 11_000, 15_000]);
    expect(asked).toEqual(
      [1, 2, 3].flatMap((attempt) => [
        ['retryIf', attempt],
        ['delay', attempt],
      ]),
    );
  });

  it('waits for the date that a server gives, on the clock of the engine', async () => {
    @Step({ retry: RetryPolicy.fast })
    class Told extends MachineStep<undefined, number> {
      execute(_: undefined, ctx: ContextOf<this>): number {
        if (ctx.attempt > 1) return 1;
        const date = new Date(ctx.now() + 45_000).toUTCString();
        throw Object.assign(new Error('busy'), { response: { status: 429, headers: { 'retry-after': date } } });
      }
    }
    const run = await alone(Told, undefined);
    await engine.advance(60_000);
    await expect(run.result()).resolves.toMatchObject({ action: 'done' });
    expect(attemptsOf(run)).toEqual([0, 45_000]);
  });

  it.each<[string, RetryOptions]>([
    ['delay of node "step": -1 is not a duration', { delay: () => -1 }],
    ['delay of node "step": NaN is not a duration', { delay: () => Number.NaN }],
    ['delay of node "step": "soon" is not a duration', { delay: () => 'soon' as never }],
    ['delay of node "step" threw: no idea', { delay: fails }],
    ['retryIf of node "step" threw: no idea', { retryIf: fails }],
    [
      'retryIf of node "step": expected true, false or undefined, got a promise',
      { retryIf: (async () => true) as never },
    ],
  ])('fails and is not tried again where a policy gives no answer: %s', async (message, retry) => {
    @Step({ retry })
    class Odd extends MachineStep<undefined, string> {
      execute(): string {
        throw new Error('the first');
      }
    }
    await expect((await alone(Odd, undefined)).result()).resolves.toMatchObject({
      value: {
        attempts: 1,
        failure: { message: expect.stringContaining(message) as string, cause: { message: 'the first' } },
      },
    });
  });

  it('asks its policy about nothing but what is repeated', async () => {
    const retryIf = jest.fn(() => true);
    @Step({ retry: { maxAttempts: 3, initial: 0, retryIf } })
    class Unready extends PhasedStep<number, number, number, { done: number }> {
      prepare(): number {
        throw new Error('not ready');
      }
      execute(prepared: number) {
        return prepared;
      }
      finish(result: number) {
        return this.to('done', result);
      }
    }
    const draft = flow('unready').nodes({ step: Unready, done: exit<number>() });
    const run = await engine.start(draft.wire('step', { step: { done: draft.to.done } }), 1);
    await expect(run.result()).rejects.toMatchObject({ failure: { message: 'not ready' } });
    expect(retryIf).not.toHaveBeenCalled();
  });

  it('fails and is not tried again when retryIf throws', async () => {
    @Step({
      retry: {
        maxAttempts: 5,
        initial: 0,
        retryIf: () => {
          throw new Error('no idea');
        },
      },
    })
    class Odd extends MachineStep<undefined, string> {
      execute(): string {
        throw new Error('first');
      }
    }
    await expect((await alone(Odd, undefined)).result()).resolves.toMatchObject({
      value: {
        attempts: 1,
        failure: { message: expect.stringContaining('no idea') as string, cause: { message: 'first' } },
      },
    });
  });

  it('times out, is aborted, and its late result is dropped', async () => {
    const seen: string[] = [];
    let resolve: ((value: string) => void) | undefined;
    @Step({ timeout: '5s', retry: { maxAttempts: 2, initial: 0 } })
    class Slow extends MachineStep<undefined, string> {
      execute(_: undefined, ctx: ContextOf<this>) {
        if (ctx.attempt === 2) return 'second';
        ctx.signal.addEventListener('abort', () => seen.push((ctx.signal.reason as Error).message));
        return new Promise<string>((done) => {
          resolve = done;
        });
      }
    }
    const run = await alone(Slow, undefined);
    await engine.advance(5000);
    await expect(run.result()).resolves.toEqual({ action: 'done', value: 'second' });
    resolve?.('first, late');
    await engine.settle();
    expect(seen).toEqual([expect.stringContaining('timeout of 5000 ms')]);
    expect(await run.status()).toBe('completed');
  });

  it('is ended by its deadline with all its attempts', async () => {
    @Step({ deadline: '3s', retry: { maxAttempts: 10, initial: '1s', factor: 1, jitter: false } })
    class Hopeless extends MachineStep<undefined, string> {
      async execute(): Promise<string> {
        throw new Error('no');
      }
    }
    const run = await alone(Hopeless, undefined);
    await engine.advance(3000);
    await expect(run.result()).resolves.toMatchObject({
      action: 'failed',
      value: { failure: { code: 'DEADLINE_EXCEEDED' } },
    });
    expect(engine.clock.pending).toBe(0);
  });

  it('falls back after the last attempt', async () => {
    @Step({ retry: { maxAttempts: 2, initial: 0 } })
    class Cached extends MachineStep<number, string> {
      execute(): string {
        throw new Error('down');
      }
      override fallback(failure: StepFailure<number>) {
        return `cached ${failure.input} after ${failure.attempts}: ${failure.failure.message}`;
      }
    }
    await expect((await alone(Cached, 4)).result()).resolves.toEqual({
      action: 'done',
      value: 'cached 4 after 2: down',
    });
  });

  it('can be skipped with a value, without its hooks', async () => {
    const hooks: string[] = [];
    @Step()
    class Optional extends MachineStep<number, string> {
      execute(n: number) {
        return `did ${n}`;
      }
      override skip(n: number): Skipped<string> | undefined {
        return n < 0 ? { instead: 'skipped' } : undefined;
      }
      override onSuccess(output: string) {
        hooks.push(output);
      }
    }
    const skipped = await alone(Optional, -1);
    await expect(skipped.result()).resolves.toMatchObject({ value: 'skipped' });
    expect(engine.trace(skipped).events.map(({ type }) => type)).toContain('step.skipped');
    await expect((await createEngineRun(Optional, 1)).result()).resolves.toMatchObject({ value: 'did 1' });
    expect(hooks).toEqual(['did 1']);
  });

  it('has its hooks called: an error in onSuccess fails the attempt, one in onFailure is reported and ignored', async () => {
    @Step()
    class Hooked extends MachineStep<number, number> {
      execute(n: number) {
        return n;
      }
      override onSuccess() {
        throw new Error('onSuccess failed');
      }
      override onFailure(error: unknown) {
        throw new Error(`onFailure after ${(error as Error).message}`);
      }
    }
    await expect((await alone(Hooked, 1)).result()).resolves.toMatchObject({
      value: { failure: { message: 'onSuccess failed' } },
    });
    expect(engine.notices.filter(({ type }) => type === 'hook.failed')).toMatchObject([
      { failure: { message: 'onFailure after onSuccess failed' } },
    ]);
  });

  it('gets a validated input where it declares one, by class or by schema', async () => {
    @Step({ input: z.object({ id: z.string(), count: z.number().default(1) }) })
    class Schema extends MachineStep<{ id: string; count: number }, string> {
      execute(x: { id: string; count: number }) {
        return `${x.id} ${x.count}`;
      }
    }
    await expect((await alone(Schema, { id: 'a' } as never)).result()).resolves.toMatchObject({ value: 'a 1' });
    await expect((await createEngineRun(Schema, { id: 7 } as never)).result()).resolves.toMatchObject({
      value: { attempts: 1, failure: { code: 'INVALID_INPUT', message: expect.stringContaining('id') as string } },
    });
  });

  it('shares the same idempotency key among its attempts', async () => {
    const keys = new Set<string>();
    @Step({ retry: { maxAttempts: 3, initial: 0 } })
    class Keyed extends MachineStep<undefined, string> {
      execute(_: undefined, ctx: ContextOf<this>) {
        keys.add(ctx.idempotencyKey);
        if (ctx.attempt < 3) throw new Error('x');
        return ctx.path;
      }
    }
    const run = await alone(Keyed, undefined);
    await run.result();
    expect([...keys]).toEqual([`${run.id}:step#1`]);
  });

  it('fails when it takes an action that is not wired, or none at all', async () => {
    @Step()
    class Wrong extends RouterStep<number, { a: number; b: number }> {
      execute(n: number) {
        return n > 0 ? this.to('c' as never, n as never) : (n as never);
      }
    }
    const draft = flow('wrong').nodes({
      route: Wrong,
      a: exit<number>(),
      b: exit<number>(),
      failed: exit<FailureRecord>(),
    });
    const { to } = draft;
    const wrong = draft.wire('route', {
      route: { a: to.a, b: to.b, error: to.failed.via((failure) => failure.failure) },
    });
    expect(await engine.run(wrong, 1)).toMatchObject({
      action: 'failed',
      value: { code: 'UNDECLARED_ACTION', message: expect.stringContaining('it has a, b') as string },
    });
    expect(await engine.run(wrong, 0)).toMatchObject({ action: 'failed', value: { code: 'INVALID_OUTCOME' } });
  });

  it('cannot harm the process by what it throws', async () => {
    const { to, wire } = flow('thrower').nodes({
      step: fn('throw', (what: { value: unknown }): string => {
        throw what.value;
      }),
      done: exit<string>(),
      failed: exit<StepFailure<unknown>>(),
    });
    const thrower = wire('step', { step: { next: to.done, error: to.failed } });
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        },
        has: () => {
          throw new Error('trap');
        },
      },
    );
    for (const value of [undefined, null, 'text', 42n, Symbol('s'), {}, Object.create(null), trap, () => 1]) {
      expect(await engine.run(thrower, { value })).toMatchObject({ action: 'failed' });
    }
  });

  it('cannot harm the process by what it returns', async () => {
    const { to, wire } = flow('returner').nodes({
      step: fn('give', (what: { value: () => unknown }): unknown => what.value()),
      done: exit<unknown>(),
    });
    const returner = wire('step', { step: to.done });
    const evil = {
      get then() {
        throw new Error('then');
      },
    };
    await expect(engine.run(returner, { value: () => evil })).rejects.toThrow('then');
    await expect(engine.run(returner, { value: () => ({ then: 1 }) })).resolves.toEqual({ then: 1 });
    await expect(engine.run(returner, { value: () => Promise.reject(new Error('rejected')) })).rejects.toThrow(
      'rejected',
    );
  });
});

function createEngineRun<In, Out>(step: new () => MachineStep<In, Out>, input: In) {
  const known = engine.flows().find(({ name }) => name === `alone-${step.name}`);
  return engine.start<never, unknown, object>(known as never, input as never);
}

const add = (list: readonly number[]) => list.reduce((sum, n) => sum + n, 0);

describe('steps with other bases', () => {
  const total = key('total', 0);

  it('a phased step reads the store in prepare, retries execute alone and writes in finish', async () => {
    const phases: string[] = [];
    @Step({ retry: { maxAttempts: 3, initial: 0 } })
    class Add extends PhasedStep<number, { before: number; n: number }, number, { ok: number }> {
      prepare(n: number, ctx: ContextOf<this>) {
        phases.push('prepare');
        return { before: ctx.shared.get(total), n };
      }
      execute(prepared: { before: number; n: number }, ctx: ContextOf<this>) {
        phases.push(`execute ${ctx.attempt}`);
        if (ctx.attempt < 2) throw new Error('x');
        return prepared.before + prepared.n;
      }
      finish(result: number, _: unknown, ctx: ContextOf<this>) {
        phases.push('finish');
        ctx.shared.set(total, result);
        return this.to('ok', result);
      }
    }
    const draft = flow('phased').nodes({ first: Add, second: Add, done: exit<number>() });
    const phased = draft.wire('first', { first: { ok: draft.to.second }, second: { ok: draft.to.done } });
    expect(await engine.run(phased, 5)).toBe(10);
    expect(phases.slice(0, 4)).toEqual(['prepare', 'execute 1', 'execute 2', 'finish']);
  });

  it('a phased step with one way out gives its value, goes on like any other, and is undone with it', async () => {
    const undone: unknown[] = [];
    @Step()
    class Double extends PhasedStep<number, number, number, { next: number }> {
      prepare(n: number) {
        return n;
      }
      execute(n: number) {
        return n * 2;
      }
      finish(result: number) {
        return result;
      }
      override compensate({ input, output }: { input: number; output: number }) {
        undone.push([input, output]);
      }
    }
    const draft = flow('phased-next').nodes({
      double: Double,
      all: each(Double),
      sum: fn('sum', add),
      undone: exit<number>({ compensate: true }),
    });
    const { to } = draft;
    const doubled = draft.wire('double', { double: to.all.via((n: number) => [n, n]), all: to.sum, sum: to.undone });
    expect(await engine.run(doubled, 1)).toBe(8);
    expect(undone).toEqual([
      [2, 4],
      [2, 4],
      [1, 2],
    ]);
  });

  it('a failed attempt leaves nothing in the shared store', async () => {
    const seen: unknown[] = [];
    const draft = flow('overlay').nodes({
      step: node(
        fn('write', (_: undefined, ctx) => {
          seen.push(ctx.shared.get(total), ctx.shared.has(total));
          ctx.shared.set(total, 1);
          if (ctx.attempt === 1) throw new Error('x');
          return ctx.shared.get(total);
        }),
        { retry: { maxAttempts: 2, initial: 0 } },
      ),
      read: fn('read', (_: number, ctx) => ctx.shared.get('total')),
      done: exit<unknown>(),
    });
    expect(await engine.run(draft.wire('step', { step: draft.to.read, read: draft.to.done }), undefined)).toBe(1);
    expect(seen).toEqual([0, false, 0, false]);
  });

  it('a batch step works on items under its limit and keeps their order', async () => {
    let most = 0;
    let now = 0;
    @Step({ concurrency: 3 })
    class Double extends BatchStep<number, number> {
      async execute(n: number) {
        now += 1;
        most = Math.max(most, now);
        await new Promise(setImmediate);
        now -= 1;
        return n * 2;
      }
    }
    const { to, wire } = flow('batch').nodes({ double: Double, done: exit<readonly number[]>() });
    expect(await engine.run(wire('double', { double: to.done }), [1, 2, 3, 4, 5, 6, 7])).toEqual([
      2, 4, 6, 8, 10, 12, 14,
    ]);
    expect(most).toBe(3);
  });

  it('lives as long as its scope says', async () => {
    let made = 0;
    const next = () => {
      made += 1;
      return made;
    };
    const scoped = (scope: 'singleton' | 'run' | 'execution') => {
      @Step({ scope })
      class Counted extends MachineStep<number, number> {
        readonly number = next();
        execute() {
          return this.number;
        }
      }
      const draft = flow(`scope-${scope}`).nodes({ a: Counted, b: Counted, done: exit<number>() });
      return draft.wire('a', { a: draft.to.b, b: draft.to.done });
    };
    const madeBy = async (scope: 'singleton' | 'run' | 'execution') => {
      const one = scoped(scope);
      made = 0;
      await engine.run(one, 0);
      await engine.run(one, 0);
      return made;
    };
    expect([await madeBy('singleton'), await madeBy('run'), await madeBy('execution')]).toEqual([1, 2, 4]);
  });
});

describe('time', () => {
  it('sleeps, delays and limits with the clock of the engine', async () => {
    const draft = flow('timed').nodes({
      nap: sleep('3d'),
      late: node(
        fn('late', () => 'late'),
        { delay: '1h' },
      ),
      limited: within(sleep('2h'), '30m'),
      slept: exit<undefined>(),
      tooLate: exit<unknown>(),
    });
    const { to } = draft;
    const run = await engine.start(
      draft.wire('nap', { nap: to.late, late: to.limited, limited: { next: to.slept, overdue: to.tooLate } }),
      undefined,
    );
    await engine.advance(0);
    expect(await run.status()).toBe('waiting');
    await engine.advance(3 * 86_400_000 + 3_600_000 + 1_799_999);
    expect(await run.status()).toBe('waiting');
    await engine.advance(1);
    await expect(run.result()).resolves.toEqual({ action: 'tooLate', value: 'late' });
    expect(engine.clock.pending).toBe(0);
  });

  it('ends a run at its deadline', async () => {
    const { to, wire } = flow('endless').nodes({ nap: sleep('1d'), done: exit<undefined>() });
    const run = await engine.start(wire('nap', { nap: to.done }), undefined, { deadline: '1h' });
    await engine.advance(3_600_000);
    await expect(run.result()).rejects.toMatchObject({ failure: { code: 'DEADLINE_EXCEEDED' } });
    expect(engine.clock.pending).toBe(0);
  });
});

describe('cancelling', () => {
  it('reaches every step that executes', async () => {
    const aborted: string[] = [];
    const { to, wire } = flow('hanging').nodes({
      hang: fn(
        'hang',
        (_: undefined, ctx) =>
          new Promise<string>(() => {
            ctx.signal.addEventListener('abort', () => aborted.push(ctx.path));
          }),
      ),
      done: exit<string>(),
    });
    const run = await engine.start(wire('hang', { hang: to.done }), undefined);
    await engine.settle();
    await run.cancel({ reason: 'stop' });
    expect(aborted).toEqual(['hang#1']);
    expect(await run.status()).toBe('cancelled');
  });

  it('returns a generator and unsubscribes from an Observable', async () => {
    const ended: string[] = [];
    @Step()
    class Endless extends MachineStep<undefined, string, { chunk: number }> {
      async *execute() {
        try {
          for (let i = 0; ; i += 1) {
            yield i;
            await new Promise(setImmediate);
          }
        } finally {
          ended.push('generator');
        }
        return '';
      }
    }
    const run = await alone(Endless, undefined);
    await firstValueFrom(run.output('chunk'));
    await run.cancel();
    await engine.settle();
    expect(ended).toEqual(['generator']);
  });
});

describe('a strict engine', () => {
  it('hands on copies, and refuses what cannot be journaled, naming its path', async () => {
    const strict = createTestEngine({ strict: true });
    const draft = flow('strict').nodes({
      give: fn('give', (value: { value: unknown }) => value.value),
      done: exit<unknown>(),
    });
    const one = draft.wire('give', { give: draft.to.done });
    const date = new Date(0);
    const given = { when: date, tags: new Set(['a']) };
    const copy = await strict.run(one, { value: given });
    expect(copy).toEqual(given);
    expect(copy).not.toBe(given);
    await expect(strict.run(one, { value: { list: [1, () => 1] } })).rejects.toMatchObject({
      code: 'NOT_SERIALISABLE',
      message: expect.stringContaining('list[1]') as string,
    });
    const inside = flow('strict-inside').nodes({
      give: fn('give', () => ({ open: Symbol('x') })),
      done: exit<unknown>(),
    });
    await expect(strict.run(inside.wire('give', { give: inside.to.done }), undefined)).rejects.toMatchObject({
      failure: { code: 'NOT_SERIALISABLE' },
    });
    await strict.stop();
  });
});
