import {
  type ContextOf,
  createEngine,
  type Engine,
  exit,
  flow,
  flowOf,
  fn,
  HumanStep,
  MachineStep,
  node,
  RunCancelledError,
  type Skipped,
  Step,
  unchecked,
} from 'millrace';
import { memoryStorage } from 'millrace/storage';
import { createTestEngine, type TestEngine, testFlow, VirtualClock } from 'millrace/testing';
import { z } from 'zod';
import { ofType } from '../support/events-of';
import { failureOf } from '../support/failure-of';
import { wireUntyped } from '../unit/flow/untyped';

// The runs of litestar-workflows, written with Millrace; a test or more for each row of a list of its features.
// "(otherwise: …)" in a name marks what is done differently on purpose; docs/coming-from/litestar-workflows.md says why.

@Step({ form: unchecked<boolean>() })
class Approve extends HumanStep<number, boolean, { yes: number; no: number }> {
  request(amount: number) {
    return { title: `Approve ${amount} €` };
  }
  complete(yes: boolean, amount: number) {
    return this.to(yes ? 'yes' : 'no', amount);
  }
}

const draft = flow('expense', { version: '1.0.0' }).nodes({
  manager_approval: Approve,
  pay: fn('pay', (amount: number) => `paid ${amount}`),
  paid: exit<string>(),
  refused: exit<number>(),
});
const expense = draft.wire('manager_approval', {
  manager_approval: { yes: draft.to.pay, no: draft.to.refused },
  pay: draft.to.paid,
});
const inc = fn('inc', (n: number) => n + 1);
const twice = flowOf('twice', inc, { input: unchecked<number>() });

let engine: TestEngine;
beforeEach(() => {
  engine = createTestEngine({ flows: [expense, twice] });
});
afterEach(() => engine.stop({ graceMs: 0 }));

async function waiting(amount = 500) {
  const run = await engine.start(expense, amount);
  await engine.settle();
  return { run, task: `${run.id}:manager_approval#1` };
}

/** A step that works until it is told to stop, and what became of it. */
function endless() {
  const seen = { started: 0, aborted: 0 };
  @Step()
  class Endless extends MachineStep<number, number> {
    execute(_: number, { signal }: ContextOf<this>): Promise<number> {
      seen.started += 1;
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          seen.aborted += 1;
          reject(signal.reason as Error);
        });
      });
    }
  }
  return { seen, endlessFlow: flowOf('endless', Endless) };
}

describe('2.21 starting', () => {
  it('2.21 by name or definition, with data; the result is waited for', async () => {
    await expect((await engine.start('twice', 4)).result()).resolves.toBe(5);
    await expect((await engine.start(twice, 4)).result()).resolves.toBe(5);
    await expect(engine.run(twice, 4)).resolves.toBe(5);
  });

  it('2.21 (otherwise: the start answers before the first step runs, and the handle waits for whatever is wanted)', async () => {
    const { seen, endlessFlow } = endless();
    const run = await engine.start(endlessFlow, 1);
    expect([seen.started, await run.status()]).toEqual([0, 'pending']);
    await engine.settle();
    expect([seen.started, await run.status()]).toEqual([1, 'running']);
  });

  it('2.21 a run has id, flow, version, status, where it stands, when it began and ended, and why it failed', async () => {
    const { run, task } = await waiting();
    const startedAt = engine.clock.now();
    expect(await engine.inspect(run.id)).toMatchObject({
      id: run.id,
      flow: 'expense',
      version: '1.0.0',
      status: 'waiting',
      at: ['manager_approval#1'],
      startedAt,
    });
    await engine.advance(3000);
    await engine.tasks.complete(task, { by: 'ann', form: true });
    await run.result();
    const ended = await engine.inspect(run.id);
    expect(ended).toMatchObject({ status: 'completed', at: [], startedAt, endedAt: startedAt + 3000 });
    expect(ended?.failure).toBeUndefined();
    const broken = fn('broken', (): number => {
      throw new Error('disk full');
    });
    const failed = await engine.start(flowOf('broken', broken), null);
    await expect(failed.result()).rejects.toThrow();
    expect(await engine.inspect(failed.id)).toMatchObject({ status: 'failed', failure: { message: 'disk full' } });
  });

  it('2.21 (otherwise: input that is not valid is refused, and nothing is started)', async () => {
    const { to, wire } = flow('strict', { input: z.number() }).nodes({ inc, done: exit<number>() });
    const strict = wire('inc', { inc: to.done });
    await engine.register(strict);
    await expect(engine.start('strict', 'four')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect((await engine.list()).items).toEqual([]);
  });
});

describe('2.23 cancelling', () => {
  it('2.23 stops what executes, and says why and when', async () => {
    const { seen, endlessFlow } = endless();
    const run = await engine.start(endlessFlow, 1);
    await engine.advance(2000);
    await run.cancel({ reason: 'not needed' });
    const error: unknown = await run.result().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RunCancelledError);
    expect(error).toMatchObject({ code: 'RUN_CANCELLED', reason: 'not needed' });
    expect(seen).toEqual({ started: 1, aborted: 1 });
    expect(await engine.inspect(run.id)).toMatchObject({
      status: 'cancelled',
      reason: 'not needed',
      endedAt: engine.clock.now(),
    });
    expect(ofType(engine.trace(run).events, 'run.cancelled')).toMatchObject([{ data: { reason: 'not needed' } }]);
  });

  it('2.23 closes the tasks of the run', async () => {
    const { run, task } = await waiting();
    await run.cancel({ reason: 'not needed' });
    expect((await engine.tasks.list()).items).toEqual([]);
    expect(await engine.tasks.get(task)).toMatchObject({
      status: 'cancelled',
      trail: [{ type: 'created' }, { type: 'cancelled', because: 'run-cancelled' }],
    });
  });

  it('2.23 (otherwise: a run that is over stays as it is)', async () => {
    const run = await engine.start(twice, 4);
    await run.result();
    await run.cancel({ reason: 'too late' });
    expect(await engine.inspect(run.id)).toMatchObject({ status: 'completed' });
    await expect(run.result()).resolves.toBe(5);
  });
});

describe('2.24 finding runs', () => {
  it('2.24 by id (otherwise: `undefined` where there is none; a request to one is refused)', async () => {
    const { run } = await waiting();
    expect((await engine.get(run.id))?.id).toBe(run.id);
    expect(await engine.get('none')).toBeUndefined();
    expect(await engine.inspect('none')).toBeUndefined();
  });

  it('2.24 all of them, and those that are running or wait', async () => {
    const { endlessFlow } = endless();
    const over = await engine.start(twice, 4);
    await over.result();
    const { run: waits } = await waiting();
    const works = await engine.start(endlessFlow, 1);
    await engine.settle();
    const ids = async (filter: Parameters<Engine['list']>[0]) => (await engine.list(filter)).items.map(({ id }) => id);
    expect(await ids({})).toEqual([works.id, waits.id, over.id]);
    expect(await ids({ status: ['running', 'waiting'] })).toEqual([works.id, waits.id]);
    expect(await ids({ flow: 'expense' })).toEqual([waits.id]);
  });

  it('2.24 those, too, that another engine has begun and a storage keeps', async () => {
    const storage = memoryStorage();
    const clock = new VirtualClock();
    const first = await createEngine({ clock, storage, flows: [expense] });
    const { id } = await first.start(expense, 500);
    await clock.settle();
    await first.stop();
    const second = await createEngine({ clock, storage, flows: [expense] });
    expect(await (await second.get(id))?.status()).toBe('waiting');
    expect((await second.list({ status: 'waiting' })).items.map((one) => one.id)).toEqual([id]);
    await second.stop();
  });
});

describe('2.25 single steps', () => {
  it('2.25 begin later, after a delay', async () => {
    const late = flow('late').nodes({ step: node(inc, { delay: '5s' }), done: exit<number>() });
    const { result, trace } = await testFlow(late.wire('step', { step: late.to.done }), { input: 4, start: 0 });
    expect(result).toBe(5);
    expect(trace.calls.map(({ startedAt }) => startedAt)).toEqual([5000]);
  });

  it('2.25 a failed run goes on with the step that failed, and only then; a copy of a run begins after any of its steps', async () => {
    const storage = memoryStorage();
    const calls: string[] = [];
    const service = { broken: true };
    const step = (name: string) =>
      fn(name, (n: number) => {
        calls.push(name);
        if (name === 'b' && service.broken) throw new Error('down');
        return n + 1;
      });
    const { to, wire } = flow('three').nodes({ a: step('a'), b: step('b'), c: step('c'), done: exit<number>() });
    const three = wire('a', { a: to.b, b: to.c, c: to.done });
    const durable = await createEngine({ storage, flows: [three] });
    const run = await durable.start(three, 1);
    await expect(run.result()).rejects.toThrow('down');
    service.broken = false;
    await expect((await durable.redrive(run.id)).result()).resolves.toBe(4);
    await expect(durable.redrive(run.id)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await expect((await durable.fork(run.id, { after: 'b#1' })).result()).resolves.toBe(4);
    expect(calls).toEqual(['a', 'b', 'b', 'c', 'c']);
    await durable.stop();
  });

  /** Passed over for negative numbers, and refuses 0. */
  @Step()
  class Divide extends MachineStep<number, number> {
    override skip(n: number): Skipped<number> | undefined {
      return n < 0 ? { instead: n } : undefined;
    }
    execute(n: number): number {
      if (n === 0) throw new RangeError('division by zero');
      return 12 / n;
    }
  }
  const alone = flowOf('divide', Divide);

  it('2.25 are executed alone: by a call in a test, or as a flow of one step with all its hooks', async () => {
    expect(new Divide().execute(4)).toBe(3);
    await expect(engine.run(alone, 4)).resolves.toBe(3);
    expect(await failureOf(engine.run(alone, 0))).toMatchObject({ name: 'RangeError', message: 'division by zero' });
    await expect(engine.run(alone, -4)).resolves.toBe(-4);
  });

  it('2.25 (otherwise: what the step before gave is the input, not a key of a context)', async () => {
    const { to, wire } = flow('passed-on').nodes({ first: inc, second: inc, done: exit<unknown>() });
    const { trace, shared } = await testFlow(wire('first', { first: to.second, second: to.done }), { input: 1 });
    expect(trace.calls.map(({ input }) => input)).toEqual([1, 2]);
    expect(shared).toEqual({});
  });
});

describe('2.18 the way of a run', () => {
  it('2.18 ends at a step that leads to an end, with what it gave', async () => {
    const { run, task } = await waiting();
    await engine.tasks.complete(task, { by: 'ann', form: false });
    await expect(run.result()).resolves.toEqual({ action: 'refused', value: 500 });
  });

  it('2.18 (otherwise: a step that there is not, or an end that nobody named, is refused with the flow, not found by a run)', () => {
    const open = flow('open').nodes({ a: inc, b: inc, done: exit<number>() });
    const elsewhere = flow('elsewhere').nodes({ c: inc, done: exit<number>() });
    expect(() => wireUntyped(open, 'a', { a: elsewhere.to.c, b: open.to.done })).toThrow('belongs to another flow');
    expect(() => wireUntyped(open, 'a', { a: open.to.b })).toThrow('b": not wired');
  });
});
