import {
  type ContextOf,
  createEngine,
  type Engine,
  exit,
  flow,
  fn,
  isFailure,
  key,
  MachineStep,
  node,
  PhasedStep,
  Step,
  type StepContext,
  type StepFailure,
  type WorkContextOf,
} from 'millrace';

let engine: Engine;
beforeEach(async () => {
  engine = await createEngine();
});
afterEach(() => engine.stop({ graceMs: 0 }));

const tries = key('tries', 0);
const all = fn('all', (_: unknown, { shared }: StepContext) => shared.snapshot());
type Everything = Readonly<Record<string, unknown>>;

describe('an attempt', () => {
  it('that fails leaves nothing in the store, and the next begins without it', async () => {
    const seen: unknown[] = [];
    @Step({ retry: { maxAttempts: 3, initial: 0 } })
    class Flaky extends MachineStep<undefined, number> {
      async execute(_: undefined, { shared, attempt }: ContextOf<this>) {
        seen.push(shared.get(tries));
        shared.update(tries, (n) => n + 1);
        shared.set(`only ${attempt}`, true);
        if (attempt < 3) throw new Error('not yet');
        return attempt;
      }
      override onFailure(_error: unknown, _input: undefined, { shared }: ContextOf<this>) {
        shared.set('failed', true);
      }
    }
    const draft = flow('flaky').nodes({ flaky: Flaky, all, done: exit<Everything>() });
    const { to } = draft;
    const run = await engine.start(draft.wire('flaky', { flaky: to.all, all: to.done }), undefined);
    await expect(run.result()).resolves.toEqual({ tries: 1, 'only 3': true });
    expect(seen).toEqual([0, 0, 0]);
  });

  it('that fails for good leaves nothing for the node behind its error edge, nor does a refused outcome', async () => {
    const broken = fn('broken', (_: undefined, { shared }: StepContext) => {
      shared.set('x', 1);
      shared.delete('before');
      throw new Error('no');
    });
    const before = fn('before', (_: undefined, { shared }: StepContext) => shared.set('before', 1));
    const draft = flow('broken').nodes({ before, broken, all, done: exit<Everything>() });
    const { to } = draft;
    const all_ = draft.wire('before', {
      before: to.broken.via(() => undefined),
      broken: { next: to.all, error: to.all },
      all: to.done,
    });
    await expect((await engine.start(all_, undefined)).result()).resolves.toEqual({ before: 1 });
  });

  it('that is too late writes nothing', async () => {
    let late: StepContext['shared'] | undefined;
    const quick = fn('quick', (_: undefined, { shared }: StepContext) => {
      late = shared;
      shared.set('x', 1);
    });
    const look = fn('look', (_: unknown, { shared }: StepContext) => {
      late?.set('x', 2);
      late?.delete('x');
      return shared.snapshot();
    });
    const draft = flow('late').nodes({ quick, look, done: exit<Everything>() });
    const { to } = draft;
    const run = await engine.start(draft.wire('quick', { quick: to.look, look: to.done }), undefined);
    await expect(run.result()).resolves.toEqual({ x: 1 });
  });

  it('sees the store through its fallback and compensation too', async () => {
    @Step()
    class Falls extends MachineStep<undefined, number> {
      execute(): number {
        throw new Error('no');
      }
      override fallback(_: StepFailure<undefined>, { shared }: ContextOf<this>) {
        shared.set('fell', true);
        return 1;
      }
    }
    const draft = flow('falls').nodes({ falls: Falls, all, done: exit<Everything>() });
    const { to } = draft;
    const run = await engine.start(draft.wire('falls', { falls: to.all, all: to.done }), undefined);
    await expect(run.result()).resolves.toEqual({ fell: true });
  });
});

describe('a phased step', () => {
  @Step({ retry: { maxAttempts: 2, initial: 0 } })
  class Count extends PhasedStep<number, number, number, { done: number }> {
    prepare(input: number, { shared }: ContextOf<this>) {
      shared.set('prepared', input);
      return input + shared.getInteger('prepared');
    }
    execute(prepared: number, ctx: WorkContextOf<this>) {
      if (ctx.attempt === 1) throw new Error('again');
      return prepared * 10;
    }
    finish(result: number, prepared: number, { shared }: ContextOf<this>) {
      shared.set('finished', [result, prepared, shared.get('prepared')]);
      return this.to('done', result);
    }
  }

  it('reads the store in prepare and writes it in finish, each committed by itself', async () => {
    const draft = flow('phased').nodes({ count: Count, all, end: exit<Everything>() });
    const { to } = draft;
    const run = await engine.start(draft.wire('count', { count: { done: to.all }, all: to.end }), 2);
    await expect(run.result()).resolves.toEqual({ prepared: 2, finished: [40, 4, 2] });
  });

  it.each(['execute', 'fallback'] as const)('has no store in %s, and says where it belongs', async (hook) => {
    @Step({ retry: { maxAttempts: 3, initial: 0 } })
    class Reaches extends PhasedStep<number, number, number, { done: number }> {
      attempts = 0;
      prepare(input: number) {
        return input;
      }
      // A compiler that checks methods as functions would refuse this.
      execute(prepared: number, ctx: ContextOf<this>) {
        this.attempts += 1;
        if (hook === 'execute') ctx.shared.get('x');
        if (this.attempts < 4) throw new Error('to the fallback');
        return prepared;
      }
      finish(result: number) {
        return this.to('done', result);
      }
    }
    class Falls extends Reaches {
      override fallback(_: StepFailure<number>, ctx: ContextOf<this>): number {
        ctx.shared.set('x', 1);
        return 1;
      }
    }
    Step({ retry: { maxAttempts: 3, initial: 0 } })(Falls);
    const draft = flow('reaches').nodes({ it: hook === 'execute' ? Reaches : Falls, done: exit<number>() });
    const { to } = draft;
    const run = await engine.start(draft.wire('it', { it: { done: to.done } }), 1);
    const thrown: unknown = await run.result().catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      failure: {
        code: 'DEFINITION',
        retryable: false,
        message: expect.stringContaining(
          `node "it": ${hook} of a PhasedStep cannot use the shared store; read it in prepare`,
        ) as string,
      },
    });
    expect(isFailure((thrown as { failure: Parameters<typeof isFailure>[0] }).failure, 'DEFINITION')).toBe(true);
  });
});

describe('a run', () => {
  it('has a store of its own', async () => {
    const count = node(
      fn('count', (_: undefined, { shared }: StepContext) => shared.update(tries, (n) => n + 1)),
      {},
    );
    const draft = flow('own').nodes({ count, done: exit<number>() });
    const own = draft.wire('count', { count: draft.to.done });
    const results = await Promise.all(
      Array.from({ length: 20 }, async () => (await engine.start(own, undefined)).result()),
    );
    expect(results).toEqual(Array(20).fill(1));
  });
});
