import {
  type AnyFlow,
  choose,
  createEngine,
  DefinitionError,
  ERROR_CODES,
  exit,
  flow,
  fn,
  HumanStep,
  MachineStep,
  MillraceError,
  RouterStep,
  RunFailedError,
  route,
  Step,
  signal,
  sleep,
  unchecked,
  waitFor,
} from 'millrace';
import { type NodeDescription, structuralHash, toJSON, toMermaid } from 'millrace/flow/drawing';
import { memoryStorage } from 'millrace/storage';
import { createTestEngine, type TestEngine, VirtualClock } from 'millrace/testing';
import { expenseApproval } from '../../samples/expense-approval/flow';
import { failureOf } from '../support/failure-of';
import { faultTexts, graph, wireUntyped } from '../unit/flow/untyped';

// The definitions, the registry and the exceptions of litestar-workflows, written with Millrace; a test or more for each row
// of a list of its features. "(otherwise: …)" in a name marks what is done differently on purpose;
// docs/coming-from/litestar-workflows.md says why.

const inc = fn('inc', (n: number) => n + 1);
const fork = choose('fork', (n: number) => (n > 0 ? route('up', n) : route('down', n)));

/** `x -> done`. */
function straight(name: string, version: string): AnyFlow {
  const { to, wire } = flow(name, { version, input: unchecked<number>() }).nodes({ x: inc, done: exit<number>() });
  return wire('x', { x: to.done });
}

describe('2.15 a definition', () => {
  it('2.15 has a name, a version, steps by name, edges, a first step and ends', () => {
    const { name, version, start, nodes, edges } = toJSON(expenseApproval);
    expect([name, version, start]).toEqual(['expense-approval', '1.0.0', 'amount']);
    const kinds = Object.entries(nodes).map(([key, { kind }]) => [key, kind]);
    expect(kinds).toEqual([
      ['amount', 'function'],
      ['manager', 'within'],
      ['director', 'step'],
      ['pay', 'function'],
      ['paid', 'exit'],
      ['rejected', 'exit'],
    ]);
    expect(edges).toHaveLength(9);
    expect(edges).toContainEqual({ from: 'manager', action: 'overdue', to: 'director' });
  });

  it('2.15 is checked when it is made', () => {
    const { wire } = flow('open').nodes({ x: inc, done: exit<number>() });
    expect(() => wireUntyped({ wire }, 'x', {})).toThrow(DefinitionError);
  });
});

describe('2.20 kinds and statuses', () => {
  @Step()
  class Work extends MachineStep<number, number> {
    execute(n: number) {
      return n + 1;
    }
  }
  @Step()
  class Gate extends RouterStep<number, { up: number; down: number }> {
    execute(n: number) {
      return this.to(n > 0 ? 'up' : 'down', n);
    }
  }
  @Step({ form: unchecked<number>() })
  class Ask extends HumanStep<number, number, { done: number }> {
    request() {
      return { title: 'how many?' };
    }
    complete(form: number) {
      return this.to('done', form);
    }
  }
  const { to, wire } = flow<number>('kinds').nodes({
    gateway: Gate,
    machine: Work,
    human: Ask,
    webhook: waitFor(signal<number>('go')),
    timer: sleep('1s'),
    done: exit<number | undefined>(),
  });
  const kinds = wire('gateway', {
    gateway: { up: to.machine, down: to.human },
    machine: to.webhook,
    webhook: to.timer,
    timer: to.done,
    human: { done: to.done },
  });

  it('2.20 steps are told apart as machine, human, gateway, timer and webhook', () => {
    const { nodes } = toJSON(kinds);
    const kindOf = (node: NodeDescription) => (node.kind === 'step' ? node.base : node.kind);
    expect(Object.fromEntries(Object.entries(nodes).map(([key, node]) => [key, kindOf(node)]))).toEqual({
      gateway: 'router',
      machine: 'machine',
      human: 'human',
      webhook: 'wait',
      timer: 'sleep',
      done: 'exit',
    });
  });

  it('2.20 a step is scheduled, running, completed, failed, skipped or cancelled (otherwise: by its events, which say it in the words of runs)', async () => {
    const engine = createTestEngine({ flows: [kinds] });
    const run = await engine.start(kinds, -1);
    await engine.settle();
    await run.cancel({ reason: 'not needed' });
    await engine.settle();
    const statuses = engine
      .trace(run)
      .events.flatMap((event) =>
        event.type.startsWith('step.') && 'node' in event ? [`${event.node} ${event.type}`] : [],
      );
    expect(statuses).toEqual([
      'gateway step.scheduled',
      'gateway step.started',
      'gateway step.completed',
      'human step.scheduled',
      'human step.started',
      'human step.cancelled',
    ]);
    expect(await run.status()).toBe('cancelled');
    await engine.stop();
  });
});

describe('2.16 validation', () => {
  const nodes = { a: inc, b: inc, c: inc, done: exit<number>() };

  it('2.16 refuses a first step and edges that name what there is not', () => {
    expect(faultTexts(() => graph('f', 'z', nodes, { a: 'b', b: 'c', c: 'done' }))).toContainEqual(
      'the start "z" is not one of the nodes a, b, c',
    );
    expect(faultTexts(() => graph('f', 'a', nodes, { a: 'z', b: 'c', c: 'done' }))).toContainEqual(
      'a: action "next" is not wired; add next: to.…',
    );
    expect(faultTexts(() => graph('f', 'a', nodes, { a: 'b', b: 'c', c: 'done', z: 'a' }))).toContainEqual(
      'z: there is no such node; remove it from the wiring or add it to nodes()',
    );
  });

  it('2.16 refuses steps that nothing leads to', () => {
    expect(faultTexts(() => graph('f', 'a', nodes, { a: 'c', b: 'c', c: 'done' }))).toEqual([
      'b: no path leads here from the start "a"; wire it or remove it',
    ]);
  });

  it('2.16 refuses steps without a way on that are no end, and ends that nothing leads to', () => {
    expect(faultTexts(() => graph('f', 'a', nodes, { a: 'b', b: 'done' }))).toContainEqual(
      'c: not wired; add c: to.… to the wiring',
    );
    const twoEnds = { ...nodes, never: exit<number>() };
    expect(faultTexts(() => graph('f', 'a', twoEnds, { a: 'b', b: 'c', c: 'done' }))).toEqual([
      'never: no path leads here from the start "a"; wire it or remove it',
    ]);
  });

  it('2.16 tells all faults at once', () => {
    expect(faultTexts(() => graph('f', 'z', nodes, { a: 'b', b: 'c', z: 'a' }))).toEqual([
      'z: there is no such node; remove it from the wiring or add it to nodes()',
      'c: not wired; add c: to.… to the wiring',
      'the start "z" is not one of the nodes a, b, c',
    ]);
  });

  it('2.16 allows loops (otherwise: but none that never ends)', () => {
    const loop = { a: fork, b: inc, done: exit<number>() };
    expect(faultTexts(() => graph('f', 'a', loop, { a: { up: 'b', down: 'done' }, b: 'a' }))).toEqual([]);
    const { done: _, ...endless } = nodes;
    expect(
      faultTexts(() => graph('f', 'a', { ...endless, end: exit<number>() }, { a: 'b', b: 'c', c: 'a' })),
    ).toContainEqual('a: no path leads from here to an exit');
  });

  it('2.16 (otherwise: the compiler says most of it before; where nobody asked it, a way that leads nowhere fails the run)', async () => {
    const { to, wire } = flow('typed').nodes({ size: fork, done: exit<number>() });
    const missing = { size: { up: to.done } };
    // @ts-expect-error -- the action `down` leads nowhere
    const open = wire('size', missing);
    const engine = createTestEngine();
    expect(await failureOf(engine.run(open, -1))).toMatchObject({
      code: 'UNDECLARED_ACTION',
      message: expect.stringContaining('"down"') as string,
    });
    await engine.stop();
  });
});

describe('2.17 conditions of edges', () => {
  it('2.17 an edge without one is always taken, one with a function if that says so (otherwise: a step chooses among named ways)', async () => {
    const { to, wire } = flow('sign').nodes({ fork, up: inc, over: exit<number>(), under: exit<number>() });
    const sign = wire('fork', { fork: { up: to.up, down: to.under }, up: to.over });
    const engine = createTestEngine();
    await expect(engine.run(sign, 5)).resolves.toEqual({ action: 'over', value: 6 });
    await expect(engine.run(sign, -5)).resolves.toEqual({ action: 'under', value: -5 });
    expect(toJSON(sign).edges.map(({ from, action, to: target }) => `${from} ${action} ${target}`)).toEqual([
      'fork up up',
      'fork down under',
      'up next over',
    ]);
    await engine.stop();
  });

  it('2.17 (otherwise: a condition is never a text, which would always hold)', () => {
    expect(() => choose('size', 'amount > 5' as never)).toThrow(
      'choose("size"): expected a function that decides, got "amount > 5"',
    );
  });

  it('2.17 definitions of the same structure are equal', () => {
    expect(structuralHash(straight('a', '1.0.0'))).toBe(structuralHash(straight('a', '1.0.0')));
    const { to, wire } = flow('a').nodes({ x: inc, y: inc, done: exit<number>() });
    expect(structuralHash(wire('x', { x: to.y, y: to.done }))).not.toBe(structuralHash(straight('a', '1.0.0')));
  });
});

describe('2.26 the registry', () => {
  let engine: TestEngine;
  beforeEach(() => {
    engine = createTestEngine();
  });
  afterEach(() => engine.stop({ graceMs: 0 }));

  const known = () => engine.flows().map(({ name, version }) => `${name}@${version}`);

  it('2.26 takes definitions up, lists them and knows their versions', async () => {
    expect(known()).toEqual([]);
    const [first, second] = [straight('a', '1.0.0'), straight('b', '1.0.0')];
    await engine.register(first, second);
    await engine.register(straight('a', '1.1.0'));
    expect(known()).toEqual(['a@1.1.0', 'a@1.0.0', 'b@1.0.0']);
    expect(engine.flows()[1]).toBe(first);
    expect(engine.flows().some(({ name }) => name === 'c')).toBe(false);
  });

  it('2.26 does so with a storage, too', async () => {
    const durable = await createEngine({ storage: memoryStorage(), flows: [straight('a', '1.0.0')] });
    await durable.register(straight('a', '2.0.0'));
    expect(durable.flows().map(({ version }) => version)).toEqual(['2.0.0', '1.0.0']);
    await durable.stop();
  });

  it('2.26 what is taken up can be drawn and described', async () => {
    await engine.register(straight('a', '1.0.0'));
    expect(engine.flows().map((one) => toMermaid(one))).toEqual([expect.stringContaining('flowchart TD')]);
  });

  it('2.26 gives the latest version unless told otherwise, and 10.0.0 is later than 2.0.0', async () => {
    await engine.register(straight('a', '2.0.0'), straight('a', '10.0.0'), straight('a', '9.0.0'));
    expect((await engine.start('a', 1)).version).toBe('10.0.0');
    expect((await engine.start('a', 1, { version: '2.0.0' })).version).toBe('2.0.0');
    expect(known()[0]).toBe('a@10.0.0');
  });

  it('2.26 refuses another definition of the same name and version, and takes the same one twice', async () => {
    const one = straight('a', '1.0.0');
    await engine.register(one);
    await engine.register(one);
    expect(known()).toEqual(['a@1.0.0']);
    await expect(engine.register(straight('a', '1.0.0'))).rejects.toMatchObject({ code: 'DEFINITION' });
  });

  it('2.26 (otherwise: nothing is unregistered; an engine of the next release just does not know it, and its runs wait)', async () => {
    const storage = memoryStorage();
    const clock = new VirtualClock();
    const before = await createEngine({ clock, storage, flows: [straight('a', '1.0.0'), expenseApproval] });
    const run = await before.start(expenseApproval, { id: 'e', employee: 'eve', amount: 2500 });
    await clock.settle();
    await before.stop();
    const next = await createEngine({ clock, storage, flows: [straight('a', '1.0.0')] });
    await expect(next.start('expense-approval', {})).rejects.toMatchObject({ code: 'UNKNOWN_FLOW' });
    expect((await next.orphans()).items.map(({ id }) => id)).toEqual([run.id]);
    await next.stop();
  });
});

describe('2.29 errors', () => {
  let engine: TestEngine;
  beforeEach(() => {
    engine = createTestEngine({ flows: [straight('a', '1.0.0'), expenseApproval] });
  });
  afterEach(() => engine.stop({ graceMs: 0 }));

  const thrownBy = async (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('2.29 are of one base with a code (otherwise: codes, not a class for each; a class where one acts differently)', async () => {
    const error = await thrownBy(engine.start('nothing', 1));
    expect(MillraceError.is(error)).toBe(true);
    expect(Object.keys(ERROR_CODES)).toEqual(
      expect.arrayContaining([
        'UNKNOWN_FLOW',
        'UNKNOWN_RUN',
        'RUN_FAILED',
        'WRONG_STATE',
        'DEFINITION',
        'RUN_FINISHED',
      ]),
    );
  });

  it('2.29 an unknown flow, by name and version', async () => {
    expect(await thrownBy(engine.start('b', 1))).toMatchObject({
      code: 'UNKNOWN_FLOW',
      message: expect.stringContaining(
        'no flow "b" is registered; registered are: a@1.0.0, expense-approval@1.0.0',
      ) as string,
    });
    expect(await thrownBy(engine.start('a', 1, { version: '2.0.0' }))).toMatchObject({
      code: 'UNKNOWN_FLOW',
      message: expect.stringContaining('no flow "a" in version "2.0.0" is registered') as string,
    });
  });

  it('2.29 a failed step, with what it threw', async () => {
    @Step()
    class Fails extends RouterStep<number, { up: number }> {
      execute(n: number) {
        if (n > 0) throw new RangeError('too much');
        return this.to('up', n);
      }
    }
    const { to, wire } = flow('fails').nodes({ step: Fails, done: exit<number>() });
    const error = await thrownBy(engine.run(wire('step', { step: { up: to.done } }), 1));
    expect(error).toBeInstanceOf(RunFailedError);
    expect(error).toMatchObject({ code: 'RUN_FAILED', failure: { name: 'RangeError', message: 'too much' } });
  });

  it('2.29 an unknown run, and one that is over', async () => {
    const paid = signal<number>('paid');
    const { to, wire } = flow<number>('pays').nodes({ wait: waitFor(paid), done: exit<number>() });
    await engine.register(wire('wait', { wait: to.done }));
    expect(await thrownBy(engine.signal({ runId: 'none' }, paid, 1))).toMatchObject({ code: 'UNKNOWN_RUN' });
    const run = await engine.start('a', 1);
    await run.result();
    expect(await thrownBy(engine.signal({ runId: run.id }, paid, 1))).toMatchObject({
      code: 'RUN_FINISHED',
      message: expect.stringContaining('is completed') as string,
    });
  });

  it('2.29 a definition, with all of its faults', () => {
    try {
      graph('f', 'z', { a: inc, b: inc, done: exit<number>() }, { a: 'done' });
      throw new Error('it should have been refused');
    } catch (error) {
      expect(error).toBeInstanceOf(DefinitionError);
      const { faults, message } = error as DefinitionError;
      expect(faults.length).toBeGreaterThan(1);
      for (const fault of faults) expect(message).toContain(fault.message);
    }
  });

  it('2.29 a task that there is not, that is closed, and that somebody may not do', async () => {
    const run = await engine.start(expenseApproval, { id: 'e', employee: 'eve', amount: 5000 });
    await engine.settle();
    const id = `${run.id}:director#1`;
    const form = { approved: true };
    expect(await thrownBy(engine.tasks.complete('none', { by: 'dan', form }))).toMatchObject({ code: 'TASK_UNKNOWN' });
    await engine.tasks.claim(id, { by: 'dan' });
    expect(await thrownBy(engine.tasks.complete(id, { by: 'ann', form }))).toMatchObject({ code: 'TASK_CLAIMED' });
    await engine.tasks.complete(id, { by: 'dan', form });
    expect(await thrownBy(engine.tasks.complete(id, { by: 'dan', form }))).toMatchObject({ code: 'TASK_CLOSED' });
  });
});
