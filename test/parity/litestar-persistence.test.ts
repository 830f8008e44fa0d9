import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AnyFlow,
  createEngine,
  type DurableEngine,
  exit,
  flow,
  flowOf,
  fn,
  HumanStep,
  type RunEvent,
  type RunFilter,
  Step,
  type TaskFilter,
  unchecked,
} from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { memoryStorage, type Storage } from 'millrace/storage';
import { VirtualClock } from 'millrace/testing';
import { ofType } from '../support/events-of';

// What litestar-workflows keeps in a database, kept with Millrace; a test or more for each part of one row of a list of its
// features. "(otherwise: …)" in a name marks what is done differently on purpose; docs/coming-from/litestar-workflows.md
// says why.

const DAY = 86_400_000;

interface Expense {
  readonly amount: number;
  readonly manager?: string;
  readonly group?: string;
}

@Step({ form: unchecked<boolean>() })
class Approve extends HumanStep<Expense, boolean, { yes: Expense; no: Expense }> {
  request({ amount, manager, group }: Expense) {
    const due = { title: `Approve ${amount} €`, due: '2d', reminder: { before: '1d' } } as const;
    return { ...due, ...(manager && { assignee: manager }), ...(group && { candidateGroups: [group] }) };
  }
  complete(yes: boolean, expense: Expense) {
    return this.to(yes ? 'yes' : 'no', expense);
  }
}

const draft = flow('expense', { version: '1.0.0' }).nodes({
  submit: fn('submit', (expense: Expense) => expense),
  approval: Approve,
  pay: fn('pay', ({ amount }: Expense) => `paid ${amount}`),
  paid: exit<string>(),
  refused: exit<Expense>(),
});
const expense = draft.wire('submit', {
  submit: draft.to.approval,
  approval: { yes: draft.to.pay, no: draft.to.refused },
  pay: draft.to.paid,
});

let clock: VirtualClock;
let folder: string;
let engines: DurableEngine[];
beforeEach(() => {
  clock = new VirtualClock({ start: 1_000_000 });
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  engines = [];
});
afterEach(async () => {
  for (const engine of engines) await engine.stop({ graceMs: 0 });
  rmSync(folder, { recursive: true });
});

describe.each<readonly [string, () => () => Storage]>([
  [
    'memory',
    () => {
      const storage = memoryStorage();
      return () => storage;
    },
  ],
  ['a file', () => () => sqliteStorage(join(folder, 'runs.db'))],
])('2.36 runs in %s', (_, kept) => {
  let storage: () => Storage;
  beforeEach(() => {
    storage = kept();
  });

  /** An engine of its own; all of them share what is kept. */
  async function engineWith(flows: readonly AnyFlow[] = [expense]): Promise<DurableEngine> {
    const engine = await createEngine({ clock, storage: storage(), flows, authorize: () => true });
    engines.push(engine);
    return engine;
  }

  /** What somebody else reads who knows no flow, and can only know what is written. */
  async function written(reader: DurableEngine, id: string) {
    const { items } = await reader.history(id);
    return { status: (await reader.inspect(id))?.status, last: items.at(-1)?.type, steps: stepsOf(items) };
  }

  const stepsOf = (events: readonly RunEvent[]) => ofType(events, 'step.completed').map(({ node }) => node);

  it('2.36 are written at their start, after each step, where they wait, when a person has answered, and at their end', async () => {
    const reader = await engineWith([]);
    const id = 'r-1';
    const seen: unknown[] = [];
    const look = (name: string) =>
      fn(name, async (given: Expense) => {
        seen.push(await written(reader, id));
        return given;
      });
    const { to, wire } = flow('watched').nodes({
      a: look('a'),
      b: look('b'),
      approval: Approve,
      c: look('c'),
      done: exit<Expense>(),
    });
    const watched = wire('a', { a: to.b, b: to.approval, approval: { yes: to.c, no: to.done }, c: to.done });
    const engine = await engineWith([watched]);
    const run = await engine.start(watched, { amount: 5 }, { id });
    expect(await written(reader, id)).toMatchObject({ steps: [] });
    await clock.settle();
    expect(await written(reader, id)).toEqual({ status: 'waiting', last: 'run.waiting', steps: ['a', 'b'] });
    await engine.tasks.complete(`${id}:approval#1`, { by: 'ann', form: true });
    await run.result();
    expect(await written(reader, id)).toEqual({
      status: 'completed',
      last: 'run.completed',
      steps: ['a', 'b', 'approval', 'c'],
    });
    // What each step found written when it was executed.
    expect(seen).toMatchObject([{ steps: [] }, { steps: ['a'] }, { steps: ['a', 'b', 'approval'] }]);
  });

  it('2.36 are written when they are paused and cancelled', async () => {
    const [engine, reader] = [await engineWith(), await engineWith([])];
    const run = await engine.start(expense, { amount: 5 });
    await clock.settle();
    await run.pause({ reason: 'maintenance' });
    await clock.settle();
    expect(await written(reader, run.id)).toMatchObject({ status: 'paused', last: 'run.paused' });
    await run.cancel({ reason: 'not needed' });
    await clock.settle();
    expect(await reader.inspect(run.id)).toMatchObject({ status: 'cancelled', reason: 'not needed' });
    expect((await reader.tasks.list()).items).toEqual([]);
  });

  it('2.36 are found by flow, version, tenant, person who started them, and status; the newest first', async () => {
    const engine = await engineWith([
      expense,
      flowOf(
        'other',
        fn('x', (n: number) => n),
      ),
    ]);
    const start = async (tags: readonly string[]) => {
      await clock.advance(10);
      const { id } = await engine.start(expense, { amount: 5 }, { tags });
      await clock.settle();
      return id;
    };
    const first = await start(['tenant:acme', 'by:ann']);
    const second = await start(['tenant:acme', 'by:bob']);
    const third = await start(['tenant:zen', 'by:ann']);
    await (await engine.start('other', null)).result();
    await (await engine.get(second))?.cancel({ reason: 'not needed' });
    await clock.settle();
    const ids = async (filter: RunFilter) => (await engine.list(filter)).items.map(({ id }) => id);
    expect(await ids({ flow: 'expense' })).toEqual([third, second, first]);
    expect(await ids({ flow: 'expense', version: '2.0.0' })).toEqual([]);
    expect(await ids({ tag: 'tenant:acme' })).toEqual([second, first]);
    expect(await ids({ tag: 'by:ann' })).toEqual([third, first]);
    expect(await ids({ tag: 'tenant:acme', status: ['running', 'waiting'] })).toEqual([first]);
    expect((await engine.inspect(first))?.tags).toEqual(['tenant:acme', 'by:ann']);
  });

  it('2.36 come 100 at a time (otherwise: with where the next page begins, and without a total that has to be counted)', async () => {
    const numbers = flowOf(
      'numbers',
      fn('x', (n: number) => n),
    );
    const engine = await engineWith([numbers]);
    for (let n = 0; n < 101; n += 1) await (await engine.start(numbers, n)).result();
    const first = await engine.list({ flow: 'numbers' });
    const second = await engine.list({ flow: 'numbers', after: first.next });
    expect([first.items.length, second.items.length, second.next]).toEqual([100, 1, undefined]);
  });

  it('2.36 keep each execution of a step; the latest and the failed ones are found', async () => {
    let broken = true;
    const pay = fn('pay', (n: number) => {
      if (broken) throw new Error('the bank is closed');
      return n;
    });
    const { to, wire } = flow('paying', { input: unchecked<number>() }).nodes({ pay, done: exit<number>() });
    const engine = await engineWith([wire('pay', { pay: to.done })]);
    const run = await engine.start('paying', 5);
    await expect(run.result()).rejects.toThrow('the bank is closed');
    expect((await engine.list({ status: 'failed' })).items).toMatchObject([
      { id: run.id, at: ['pay#1'], failure: { message: 'the bank is closed' } },
    ]);
    broken = false;
    await (await engine.redrive(run.id)).result();
    const { items } = await engine.history(run.id);
    const executions = items.filter(({ type }) => type === 'step.completed' || type === 'step.failed');
    expect(executions).toMatchObject([
      { node: 'pay', type: 'step.failed', data: { failure: { message: 'the bank is closed' } } },
      { node: 'pay', type: 'step.completed', data: { value: 5 } },
    ]);
    expect((await engine.list({ status: 'failed' })).items).toEqual([]);
  });

  it('2.36 (otherwise: a result is kept as it is, whatever its kind; nothing is wrapped)', async () => {
    const mixed = flowOf(
      'mixed',
      fn('x', () => [new Date(7), 5n, 'text', undefined]),
    );
    const [engine, reader] = [await engineWith([mixed]), await engineWith([])];
    const run = await engine.start(mixed, null);
    await expect(run.result()).resolves.toEqual([new Date(7), 5n, 'text', undefined]);
    const completed = ofType((await reader.history(run.id)).items, 'step.completed');
    expect(completed.map(({ data }) => data.value)).toEqual([[new Date(7), 5n, 'text', undefined]]);
  });

  it('2.36 stay with their definition: one of the same name and version goes on with them, a changed one is refused', async () => {
    const first = await engineWith();
    const run = await first.start(expense, { amount: 5 });
    await clock.settle();
    await first.stop();
    const changed = flow('expense', { version: '1.0.0' }).nodes({ approval: Approve, done: exit<Expense>() });
    const other = changed.wire('approval', { approval: { yes: changed.to.done, no: changed.to.done } });
    await expect(createEngine({ clock, storage: storage(), flows: [other] })).rejects.toMatchObject({
      code: 'DEFINITION',
    });
    const second = await engineWith();
    await second.tasks.complete(`${run.id}:approval#1`, { by: 'ann', form: true });
    await clock.settle();
    await expect((await second.get(run.id))?.result()).resolves.toEqual({ action: 'paid', value: 'paid 5' });
  });

  describe('2.36 with tasks', () => {
    let engine: DurableEngine;
    beforeEach(async () => {
      engine = await engineWith();
    });
    const found = async (filter: TaskFilter) => (await engine.tasks.list(filter)).items.map(({ title }) => title);
    async function ask(...expenses: readonly Expense[]) {
      for (const one of expenses) {
        await engine.start(expense, one);
        await clock.settle();
      }
    }

    it('2.36 are found by run, person and group', async () => {
      await ask({ amount: 1, manager: 'ann' }, { amount: 2, group: 'finance' }, { amount: 3 });
      const [task] = (await engine.tasks.list({ assignee: 'ann' })).items;
      expect(await found({})).toEqual(['Approve 1 €', 'Approve 2 €', 'Approve 3 €']);
      expect(await found({ runId: task?.runId ?? '' })).toEqual(['Approve 1 €']);
      expect(await found({ candidateGroups: ['finance'] })).toEqual(['Approve 2 €']);
    });

    it('2.36 remind, and are overdue after their time', async () => {
      await ask({ amount: 1 });
      const [task] = (await engine.tasks.list()).items;
      expect(task?.dueAt).toBe(clock.now() + 2 * DAY);
      await clock.jump(DAY);
      expect((await engine.tasks.get(task?.id ?? ''))?.trail.map(({ type }) => type)).toEqual(['created', 'reminded']);
      expect(await found({ overdue: true })).toEqual([]);
      await clock.jump(DAY + 1);
      expect(await found({ overdue: true })).toEqual(['Approve 1 €']);
    });

    it('2.36 are completed once, or cancelled (otherwise: cancelling one fails its step, which the flow may handle)', async () => {
      await ask({ amount: 1 }, { amount: 2 });
      const [first, second] = (await engine.tasks.list()).items;
      await engine.tasks.complete(first?.id ?? '', { by: 'ann', form: true });
      const again = engine.tasks.complete(first?.id ?? '', { by: 'bob', form: false });
      await expect(again).rejects.toMatchObject({ code: 'TASK_CLOSED' });
      await engine.tasks.cancel(second?.id ?? '', { by: 'ann', reason: 'withdrawn' });
      await clock.settle();
      expect((await engine.tasks.get(second?.id ?? ''))?.status).toBe('cancelled');
      expect(await engine.inspect(second?.runId ?? '')).toMatchObject({
        status: 'failed',
        failure: { code: 'TASK_CANCELLED' },
      });
      expect(await found({})).toEqual([]);
    });
  });
});
