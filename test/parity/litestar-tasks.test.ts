import {
  type Engine,
  exit,
  flow,
  fn,
  HumanStep,
  type Run,
  type RunStatus,
  Step,
  type TaskView,
  unchecked,
} from 'millrace';
import { createTestEngine, type TestEngine } from 'millrace/testing';
import { z } from 'zod';

const Approval = z.object({ approved: z.boolean(), comments: z.string().optional() });
type Approval = z.infer<typeof Approval>;

interface Expense {
  readonly amount: number;
  readonly manager?: string;
}

@Step({ form: Approval })
class ManagerApproval extends HumanStep<Expense, Approval, { approved: Expense; rejected: Expense }> {
  request({ manager }: Expense) {
    return { title: 'Approve expense', description: 'over the limit', assignee: manager, due: '2d' } as const;
  }
  complete({ approved }: Approval, expense: Expense) {
    return this.to(approved ? 'approved' : 'rejected', expense);
  }
}

const draft = flow('expense', { input: unchecked<Expense>() }).nodes({
  manager_approval: ManagerApproval,
  process_payment: fn('process_payment', ({ amount }: Expense) => `paid ${amount}`),
  paid: exit<string>(),
  rejected: exit<Expense>(),
});
const { to } = draft;
const expense = draft.wire('manager_approval', {
  manager_approval: { approved: to.process_payment, rejected: to.rejected },
  process_payment: to.paid,
});

let engine: TestEngine;
beforeEach(() => {
  engine = createTestEngine({ flows: [expense], authorize: () => true });
});
afterEach(() => engine.stop({ graceMs: 0 }));

async function waiting(input: Expense = { amount: 500, manager: 'ann' }): Promise<{ run: Run; task: TaskView }> {
  const run = await engine.start('expense', input);
  await engine.settle();
  const [task] = (await engine.tasks.list({ runId: run.id })).items;
  if (!task) throw new Error('no task is open');
  return { run, task };
}

describe('human steps', () => {
  it('2.2 have a title, a form as JSON Schema and an assignee, and are waited for (otherwise: said anew for each input)', async () => {
    const { run, task } = await waiting();
    expect(task).toMatchObject({ title: 'Approve expense', node: 'manager_approval', assignee: 'ann' });
    expect(task.form).toMatchObject({
      type: 'object',
      properties: { approved: { type: 'boolean' }, comments: { type: 'string' } },
      required: ['approved'],
    });
    expect(await run.status()).toBe('waiting');
    expect((await engine.inspect(run.id))?.at).toEqual(['manager_approval#1']);
  });

  it('2.2 need neither an assignee nor a form', async () => {
    @Step()
    class Bare extends HumanStep<null, unknown, { done: unknown }> {
      request() {
        return { title: 'look at it' };
      }
      complete(form: unknown) {
        return this.to('done', form);
      }
    }
    const { to: way, wire } = flow('bare').nodes({ bare: Bare, done: exit<unknown>() });
    const run = await engine.start(wire('bare', { bare: { done: way.done } }), null);
    await engine.settle();
    const [task] = (await engine.tasks.list({ runId: run.id })).items;
    expect([task?.assignee, task?.form]).toEqual([undefined, undefined]);
    await engine.tasks.complete(task?.id ?? '', { by: 'ann' });
    expect(await run.result()).toBeUndefined();
  });

  it('2.20 have tasks that are open, completed or cancelled, in runs that are pending, running, waiting and so on', async () => {
    const statuses: readonly RunStatus[] = [
      'pending',
      'running',
      'waiting',
      'paused',
      'completed',
      'failed',
      'cancelled',
    ];
    const [first, second] = [await waiting(), await waiting()];
    expect(statuses).toContain(await first.run.status());
    expect(first.task.status).toBe('open');
    expect((await engine.tasks.complete(first.task.id, { by: 'ann', form: { approved: true } })).status).toBe(
      'completed',
    );
    await second.run.cancel({ reason: 'not needed' });
    expect((await engine.tasks.get(second.task.id))?.status).toBe('cancelled');
  });
});

describe('completing a human step', () => {
  it('2.22 says who has done it and with what, and goes on (otherwise: with a form that the step gets, not merged into the data of all)', async () => {
    const { run, task } = await waiting();
    const events: unknown[] = [];
    run.events$.subscribe((event) => {
      if (event.type === 'task.completed') events.push(event.data);
    });
    await engine.tasks.complete(task.id, { by: 'ann', form: { approved: true }, comment: 'fine' });
    expect(await run.result()).toEqual({ action: 'paid', value: 'paid 500' });
    expect(events).toMatchObject([{ by: 'ann', form: { approved: true }, comment: 'fine' }]);
  });

  it('2.22 ends the run where the step is the last of its way', async () => {
    const { run, task } = await waiting();
    await engine.tasks.complete(task.id, { by: 'ann', form: { approved: false } });
    expect(await run.result()).toMatchObject({ action: 'rejected' });
    expect((await engine.tasks.list()).items).toEqual([]);
  });

  it('2.22 is refused where the run does not wait there any more (otherwise: the task says where, as one step may be asked twice)', async () => {
    const { run, task } = await waiting();
    const elsewhere = engine.tasks.complete(`${run.id}:process_payment#1`, { by: 'ann', form: { approved: true } });
    await expect(elsewhere).rejects.toMatchObject({ code: 'TASK_UNKNOWN' });
    await engine.tasks.complete(task.id, { by: 'ann', form: { approved: true } });
    await run.result();
    const again = engine.tasks.complete(task.id, { by: 'bob', form: { approved: false } });
    await expect(again).rejects.toMatchObject({ code: 'TASK_CLOSED', details: { by: 'ann' } });
  });
});

describe('tasks by request', () => {
  it('2.31 are listed by assignee; unassigned ones are asked for', async () => {
    const ann = (await waiting({ amount: 1, manager: 'ann' })).task.id;
    const bob = (await waiting({ amount: 2, manager: 'bob' })).task.id;
    const nobody = (await waiting({ amount: 3 })).task.id;
    const ids = async (filter: Parameters<Engine['tasks']['list']>[0]) =>
      (await engine.tasks.list(filter)).items.map(({ id }) => id);
    expect(await ids({})).toEqual([ann, bob, nobody]);
    expect(await ids({ assignee: 'ann' })).toEqual([ann]);
    expect(await ids({ assignee: 'ann', orUnassigned: true })).toEqual([ann, nobody]);
  });

  it('2.31 have id, run, step, texts, assignee, status, due and creation date, and form', async () => {
    const { run, task } = await waiting();
    expect(Object.keys(task)).toEqual(
      expect.arrayContaining([
        'id',
        'runId',
        'node',
        'title',
        'description',
        'assignee',
        'status',
        'dueAt',
        'createdAt',
        'form',
      ]),
    );
    expect(task.runId).toBe(run.id);
    expect((task.dueAt ?? 0) - task.createdAt).toBe(2 * 86_400_000);
  });

  it('2.31 are reassigned with a reason', async () => {
    const { task } = await waiting();
    expect(await engine.tasks.reassign(task.id, { by: 'boss', to: 'bob', reason: 'holidays' })).toMatchObject({
      assignee: 'bob',
      trail: [{ type: 'created' }, { type: 'reassigned', by: 'boss', to: 'bob', reason: 'holidays' }],
    });
  });

  it('2.31 refuse a bad form, who may not, and what is unknown or closed, each by a code of its own', async () => {
    const strict = createTestEngine({ flows: [expense], authorize: ({ by }) => by === 'ann' });
    const run = await strict.start('expense', { amount: 1 });
    await strict.settle();
    const id = `${run.id}:manager_approval#1`;
    const codeOf = async (call: Promise<unknown>) =>
      call.then(
        () => 'none',
        (error: unknown) => (error as { code: string }).code,
      );
    const complete = (task: string, by: string, approved: unknown) =>
      codeOf(strict.tasks.complete(task, { by, form: { approved } }));
    expect([
      await complete(id, 'ann', 'yes'),
      await complete(id, 'bob', true),
      await complete('nothing', 'ann', true),
      await complete(id, 'ann', true),
      await complete(id, 'ann', true),
    ]).toEqual(['INVALID_FORM', 'TASK_FORBIDDEN', 'TASK_UNKNOWN', 'none', 'TASK_CLOSED']);
    await strict.stop({ graceMs: 0 });
  });
});
