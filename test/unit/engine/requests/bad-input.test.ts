import { IsInt } from 'class-validator';
import { Container, inject } from 'inversify';
import {
  all,
  choose,
  createEngine,
  each,
  exit,
  type FailureRecord,
  flow,
  fn,
  MachineStep,
  node,
  ref,
  route,
  type Signal,
  Step,
  type StepFailure,
  signal,
  sleep,
  waitFor,
  within,
} from 'millrace';
import { createTestEngine, type TestEngine } from 'millrace/testing';

class Count {
  @IsInt()
  readonly count!: number;
}

const go = signal<{ readonly by: string }>('go');
let engine: TestEngine;
beforeEach(() => {
  // Bad input may be what a journal could not keep.
  engine = createTestEngine({ strict: false });
});
afterEach(() => engine.stop({ graceMs: 0 }));

function boom(): never {
  throw new Error('boom');
}

describe('bad input', () => {
  it('a wrong run input is refused with the path of each issue, and starts nothing', async () => {
    const { to, wire } = flow('counting', { input: Count }).nodes({
      give: fn('give', (input: Count) => input.count),
      done: exit<number>(),
    });
    const counting = wire('give', { give: to.done });
    for (const bad of [{ count: 'x' }, {}, null, [], 'text', 7, undefined, { count: 1, more: 2 }]) {
      await expect(engine.start(counting, bad as never)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining('input of flow "counting"') as string,
      });
      await expect(engine.run(counting, bad as never)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    expect((await engine.list()).items).toEqual([]);
    expect(await engine.run(counting, { count: 3 })).toBe(3);
  });

  it('a wrong input of a flow that is a node, or is called by name, fails that node', async () => {
    const inner = flow('inner-count', { input: Count }).nodes({
      give: fn('give', (input: Count) => input.count),
      done: exit<number>(),
    });
    const counting = inner.wire('give', { give: inner.to.done });
    const draft = flow('outer-count').nodes({
      count: counting,
      call: ref<Count, { next: number }>('inner-count'),
      again: fn('again', (count: number) => ({ count: count === 1 ? 2 : 'three' }) as never),
      done: exit<number>(),
      failed: exit<FailureRecord>(),
    });
    const { to } = draft;
    const failed = to.failed.via((failure: StepFailure<Count>) => failure.failure);
    const outer = draft.wire('count', {
      count: { next: to.again, error: failed },
      again: to.call,
      call: { next: to.done, error: failed },
    });
    engine = createTestEngine({ flows: [counting, outer] });
    expect(await engine.run(outer, { count: 1 })).toEqual({ action: 'done', value: 2 });
    expect(await engine.run(outer, { count: 5 })).toMatchObject({
      action: 'failed',
      value: { code: 'INVALID_INPUT', message: expect.stringContaining('input of flow "inner-count"') as string },
    });
    expect(await engine.run(outer, { count: 'x' } as never)).toMatchObject({
      action: 'failed',
      value: { code: 'INVALID_INPUT' },
    });
  });

  it('a flow that is none is refused', async () => {
    await expect(engine.run({} as never, 1 as never)).rejects.toMatchObject({ code: 'DEFINITION' });
    await expect(engine.start(undefined as never, 1)).rejects.toMatchObject({ code: 'DEFINITION' });
    await expect(engine.register(fn('x', () => 1) as never)).rejects.toThrow('expected a flow');
  });

  it('a class without @Step is refused where the flow names it', () => {
    class Bare extends MachineStep<number, number> {
      execute(n: number) {
        return n;
      }
    }
    expect(() => flow('bare').nodes({ bare: Bare, done: exit<number>() })).toThrow(
      'flow "bare", node "bare": Bare is not decorated; write @Step() above the class',
    );
  });

  it('a missing binding is refused at start-up, with flow, node and token', async () => {
    class Client {}
    @Step()
    class Needy extends MachineStep<number, number> {
      constructor(@inject('client-token') readonly client: Client) {
        super();
      }
      execute(n: number) {
        return [n, this.client].length;
      }
    }
    const { to, wire } = flow('needy').nodes({ first: Needy, second: Needy, done: exit<number>() });
    const needy = wire('first', { first: to.second, second: to.done });
    const refused = createEngine({ container: new Container(), flows: [needy] });
    await expect(refused).rejects.toMatchObject({
      code: 'DEFINITION',
      faults: [
        { flow: 'needy', node: 'first' },
        { flow: 'needy', node: 'second' },
      ],
    });
    await expect(refused).rejects.toThrow('client-token');
    await expect(createEngine({ flows: [needy] })).rejects.toThrow('give createEngine a container');
  });

  it('a predicate or mapping that throws fails its node', async () => {
    const failureOf = (failure: StepFailure<unknown>): FailureRecord => failure.failure;
    const chosen = flow('throwing-choice').nodes({
      pick: choose('pick', (n: number) => (n > 0 ? route('a', n) : boom())),
      a: exit<number>(),
      failed: exit<FailureRecord>(),
    });
    const choice = chosen.wire('pick', { pick: { a: chosen.to.a, error: chosen.to.failed.via(failureOf) } });
    expect(await engine.run(choice, 0)).toMatchObject({ action: 'failed', value: { message: 'boom' } });

    const joined = flow('throwing-until').nodes({
      both: all({ a: fn('a', () => 1), b: sleep('1h') }, { until: () => boom() }),
      done: exit<unknown>(),
      failed: exit<FailureRecord>(),
    });
    const until = joined.wire('both', { both: { next: joined.to.done, error: joined.to.failed.via(failureOf) } });
    expect(await engine.run(until, undefined)).toMatchObject({ action: 'failed', value: { message: 'boom' } });

    const mapped = flow('throwing-via').nodes({
      first: fn('first', () => 1),
      second: fn('second', (n: number) => n),
      third: all({ a: fn('a', (n: number) => n) }),
      done: exit<unknown>(),
      failed: exit<FailureRecord>(),
    });
    const { to } = mapped;
    const via = mapped.wire('first', {
      first: to.second.via(boom),
      second: { next: to.third.via(boom), error: to.third.via(boom) },
      third: { next: to.done, error: to.failed.via(failureOf) },
    });
    expect(await engine.run(via, undefined)).toMatchObject({ action: 'failed', value: { message: 'boom' } });

    const ended = flow('throwing-exit').nodes({ first: fn('first', () => 1), done: exit<number>() });
    await expect(engine.run(ended.wire('first', { first: ended.to.done.via(boom) }), undefined)).rejects.toMatchObject({
      failure: { message: 'boom' },
    });
  });

  it('a list that is none fails the node that works item by item', async () => {
    const { to, wire } = flow('no-list').nodes({ each: each(fn('x', (n: number) => n)), done: exit<unknown>() });
    await expect(engine.run(wire('each', { each: to.done }), 'text' as never)).rejects.toMatchObject({
      failure: { code: 'NOT_A_LIST' },
    });
  });

  it('a signal that is none, or a key that came with another payload, is refused', async () => {
    const { to, wire } = flow('signalled').nodes({
      first: waitFor(go),
      second: within(waitFor(go), '1h'),
      done: exit<unknown>(),
      late: exit<unknown>(),
    });
    const run = await engine.start(
      wire('first', { first: to.second, second: { next: to.done, overdue: to.late } }),
      undefined,
    );
    await engine.settle();
    await expect(engine.signal({ runId: run.id }, {} as Signal<string>, 'x')).rejects.toMatchObject({
      code: 'INVALID_SIGNAL',
    });
    await expect(engine.signal({ runId: run.id }, null as never, 'x')).rejects.toMatchObject({
      code: 'INVALID_SIGNAL',
    });
    await engine.signal({ runId: run.id }, go, { by: 'anna' }, { idempotencyKey: 's-1' });
    await engine.signal({ runId: run.id }, go, { by: 'anna' }, { idempotencyKey: 's-1' });
    expect(await engine.inspect(run.id)).toMatchObject({ at: ['second#1'] });
    await expect(engine.signal({ runId: run.id }, go, { by: 'ben' }, { idempotencyKey: 's-1' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    await engine.signal({ runId: run.id }, go, { by: 'ben' }, { idempotencyKey: 's-2' });
    expect(await run.result()).toEqual({ action: 'done', value: { by: 'ben' } });
    await expect(
      engine.signal({ runId: run.id }, go, { by: 'ben' }, { idempotencyKey: 's-2' }),
    ).resolves.toBeUndefined();
  });

  it('a runaway loop ends with MAX_VISITS', async () => {
    const { to, wire } = flow('runaway').nodes({
      round: node(
        choose('round', (n: number) => (n < 0 ? route('out', n) : route('again', n + 1))),
        { maxVisits: 50 },
      ),
      done: exit<number>(),
    });
    await expect(engine.run(wire('round', { round: { again: to.round, out: to.done } }), 0)).rejects.toMatchObject({
      failure: { code: 'MAX_VISITS' },
    });
  });

  it('an endless loop of steps that never wait lets the process go on', async () => {
    const { to, wire } = flow('busy').nodes({
      round: choose('round', (n: number) => (n < 0 ? route('out', n) : route('again', n + 1))),
      done: exit<number>(),
    });
    const run = await engine.start(wire('round', { round: { again: to.round, out: to.done } }), 0);
    await new Promise(setImmediate);
    await run.cancel({ reason: 'enough' });
    expect(await run.status()).toBe('cancelled');
  });
});
