import { once } from 'node:events';
import { createServer } from 'node:http';
import { Container } from 'inversify';
import { createEngine, exit, flow, fn, type StepContext, signal, sleep, waitFor } from 'millrace';
import { memoryStorage } from 'millrace/storage';
import { answerTask, createTestEngine, sendSignal, type TestEngine, testFlow, VirtualClock } from 'millrace/testing';
import { Approve } from '../../../samples/expense-approval/approve';
import { expenseApproval } from '../../../samples/expense-approval/flow';

const expense = (amount: number) => ({ id: `e-${amount}`, employee: 'eve', amount });
const at = (iso: string) => Date.parse(iso);

let engine: TestEngine;
afterEach(() => engine.stop());

function reminder() {
  const { to, wire } = flow('reminder').nodes({
    month: sleep('30d'),
    remind: fn('remind', (_: unknown, ctx: StepContext) => ctx.now()),
    done: exit<number>(),
  });
  return wire('month', { month: to.remind, remind: to.done });
}

describe('a test engine', () => {
  it('stands still in time until it is told to go on', async () => {
    engine = createTestEngine({ start: new Date('2026-03-01T00:00:00Z') });
    const run = await engine.start(reminder(), 'x');
    await engine.advance('29d');
    expect(await run.status()).toBe('waiting');
    await engine.advance('1d');
    await expect(run.result()).resolves.toBe(at('2026-03-31T00:00:00Z'));
    expect(engine.clock.now()).toBe(at('2026-03-31T00:00:00Z'));
  });

  it('runs a flow to its end, however long that takes', async () => {
    engine = createTestEngine({ start: 0 });
    await expect(engine.run(reminder(), 'x')).resolves.toBe(30 * 86_400_000);
  });

  it('gives the outcomes of more runs at once than it remembers', async () => {
    engine = createTestEngine({ retainedRuns: 2 });
    const flows = reminder();
    const outcomes = await Promise.all([1, 2, 3, 4].map((input) => engine.run(flows, input)));
    expect(new Set(outcomes)).toEqual(new Set([engine.clock.now()]));
  });

  it('is stopped as often as one likes, and puts back its container once', async () => {
    const container = new Container();
    container.bind('greeting').toConstantValue('hello');
    engine = createTestEngine({ container, bindings: [['greeting', 'ahoy']] });
    expect(container.get('greeting')).toBe('ahoy');
    await engine.stop();
    await engine.stop();
    expect(container.get('greeting')).toBe('hello');
  });

  it('leaves a container as it is where it puts nothing in its place', async () => {
    const container = new Container();
    container
      .bind('made')
      .toDynamicValue(() => ({}))
      .inSingletonScope();
    engine = createTestEngine({ container });
    const made = container.get('made');
    await engine.stop();
    expect(container.get('made')).toBe(made);
  });

  it('says where a run stands that time does not end', async () => {
    const go = signal<number>('go');
    const { to, wire } = flow('waits').nodes({ wait: waitFor(go), done: exit<number>() });
    const waits = wire('wait', { wait: to.done });
    engine = createTestEngine();
    await expect(engine.run(waits, 1)).rejects.toThrow(
      /the run does not end, however much time passes: run .* of "waits" is waiting at wait/,
    );
    const test = await testFlow(waits, { input: 1, signals: [sendSignal(go, 7, { after: '3d' })] });
    expect(test.outcome).toEqual({ status: 'completed', action: 'done', value: 7 });
  });

  it('goes to where a run comes to a node', async () => {
    engine = createTestEngine({ flows: [expenseApproval] });
    const run = await engine.start(expenseApproval, expense(2500));
    await engine.runUntil('manager');
    expect(engine.trace(run).standsAt).toEqual([{ place: 'manager/body', node: 'manager' }]);
    await engine.runUntil(Approve);
    expect(await run.status()).toBe('waiting');
    await expect(engine.runUntil('nobody')).rejects.toThrow(
      /there is no node "nobody" in "expense-approval"; there are: amount, manager/,
    );
  });

  it('goes to where a run comes to an exit, and not back to a node that it has left', async () => {
    engine = createTestEngine();
    const run = await engine.start(reminder(), 'x');
    await engine.runUntil('done');
    expect(await run.status()).toBe('completed');
    await expect(engine.runUntil('remind')).rejects.toThrow('no run reaches node "remind"');
    const test = await testFlow(reminder(), { input: 'x', until: 'done', expect: { status: 'completed' } });
    expect(test.failures).toEqual([]);
  });

  it('says that no run reaches a node', async () => {
    engine = createTestEngine({ flows: [expenseApproval] });
    await engine.run(expenseApproval, expense(5));
    await expect(engine.runUntil('manager')).rejects.toThrow(
      /no run reaches node "manager", however much time passes: run .* is completed/,
    );
  });

  it('lets people answer tasks, and complains where their form is refused', async () => {
    engine = createTestEngine({
      flows: [expenseApproval],
      answers: [answerTask(Approve, { approved: true }, { by: 'ann', after: '2h' })],
    });
    await expect(engine.run(expenseApproval, expense(2500))).resolves.toMatchObject({ action: 'paid' });
    await engine.stop();
    engine = createTestEngine({
      flows: [expenseApproval],
      answers: [answerTask(Approve, { approved: true }, { by: 'eve' })],
    });
    await expect(engine.run(expenseApproval, expense(2500))).rejects.toThrow(
      'nobody decides about an expense of their own',
    );
  });

  it('refuses to go back in time', async () => {
    engine = createTestEngine({ start: 1000 });
    await expect(engine.advance('-3d')).rejects.toThrow('advance: "-3d" is not a duration');
    await expect(engine.advance(-1)).rejects.toThrow('advance: -1 is not a duration');
    await expect(engine.advanceTo(999)).rejects.toThrow(
      'advanceTo: the clock cannot go backwards; it is 1970-01-01T00:00:01.000Z, and 1970-01-01T00:00:00.999Z is in the past',
    );
    expect(engine.clock.now()).toBe(1000);
  });

  it('waits in real time for a step that really waits, before it lets time pass', async () => {
    const server = createServer((_, response) => setTimeout(() => response.end('42'), 20));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as { port: number };
    const ask = fn('ask', async () => Number(await (await fetch(`http://127.0.0.1:${port}`)).text()));
    const { to, wire } = flow('asks').nodes({ ask, done: exit<number>() });
    engine = createTestEngine({ start: 0, patience: '10s' });
    await expect(engine.run(wire('ask', { ask: to.done }), 1, { deadline: '1s' })).resolves.toBe(42);
    expect(engine.clock.now()).toBe(0);
    server.close();
    server.closeAllConnections();
  });
});

describe('a virtual clock', () => {
  it('drives an engine over a storage', async () => {
    const clock = new VirtualClock();
    const durable = await createEngine({ clock, storage: memoryStorage(), flows: [reminder()], lease: '1h' });
    const run = await durable.start('reminder', null);
    await clock.advance('30d');
    await expect(run.result()).resolves.toBeGreaterThan(0);
    await durable.stop();
    engine = createTestEngine();
  });

  it('needs no fake timers, and works where there are some', async () => {
    jest.useFakeTimers();
    try {
      engine = createTestEngine({ start: 0 });
      await expect(engine.run(reminder(), 'x')).resolves.toBe(30 * 86_400_000);
    } finally {
      jest.useRealTimers();
    }
  });
});
