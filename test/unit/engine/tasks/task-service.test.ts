import { type Engine, type Run } from 'millrace';
import { approval, claim } from './approval';
import { KINDS, TaskWorld, trailOf } from './task-world';

const START = 1_000_000;
const yes = { by: 'ann', form: { ok: true } };

describe.each(KINDS)('tasks of an engine %s', (kind) => {
  let world: TaskWorld;
  let engine: Engine;
  let run: Run;
  let id: string;
  beforeEach(async () => {
    world = new TaskWorld(kind);
    const flow = approval({ candidateGroups: ['managers'], priority: 3, due: '10m' });
    engine = await world.engine([flow, approval({ assignee: 'bob' }, 'other')]);
    run = await engine.start('approval', claim);
    await world.clock.settle();
    id = (await engine.tasks.list()).items[0]?.id ?? '';
  });
  afterEach(() => world.end());

  it('are listed with what was requested, while their run waits', async () => {
    expect(await run.status()).toBe('waiting');
    expect((await engine.tasks.list()).items).toEqual([
      {
        id: `${run.id}:approve#1`,
        runId: run.id,
        flow: 'approval',
        version: '1.0.0',
        node: 'approve',
        path: 'approve#1',
        status: 'open',
        title: 'Claim c-1',
        candidateGroups: ['managers'],
        priority: 3,
        dueAt: START + 600_000,
        createdAt: START,
        form: {
          type: 'object',
          properties: { ok: { type: 'boolean' }, note: { type: 'string', maxLength: 40 } },
          required: ['ok'],
          additionalProperties: false,
        },
        trail: [{ type: 'created', at: START }],
      },
    ]);
    expect(await engine.tasks.get(id)).toEqual((await engine.tasks.list()).items[0]);
  });

  it('are found by flow, run, group, assignee, claimant and due date', async () => {
    const other = await engine.start('other', claim);
    await world.clock.settle();
    await engine.tasks.claim(id, { by: 'ann' });
    const flows = async (filter: Parameters<Engine['tasks']['list']>[0]) =>
      (await engine.tasks.list(filter)).items.map(({ flow }) => flow);
    expect(await flows({})).toEqual(['approval', 'other']);
    expect(await flows({ flow: 'other' })).toEqual(['other']);
    expect(await flows({ runId: other.id })).toEqual(['other']);
    expect(await flows({ candidateGroups: ['managers', 'x'] })).toEqual(['approval']);
    expect(await flows({ assignee: 'bob' })).toEqual(['other']);
    expect(await flows({ assignee: 'bob', orUnassigned: true })).toEqual(['approval', 'other']);
    expect(await flows({ claimedBy: 'ann' })).toEqual(['approval']);
    expect(await flows({ dueBefore: new Date(START + 900_000) })).toEqual(['approval']);
    expect(await flows({ overdue: true })).toEqual([]);
    await world.clock.advance(600_001);
    expect(await flows({ overdue: true })).toEqual(['approval']);
  });

  it('come in pages', async () => {
    await engine.start('other', claim);
    await world.clock.settle();
    const first = await engine.tasks.list({ limit: 1 });
    const second = await engine.tasks.list({ limit: 1, ...(first.next !== undefined && { after: first.next }) });
    expect([first, second].map(({ items, next }) => [items[0]?.flow, next === undefined])).toEqual([
      ['approval', false],
      ['other', true],
    ]);
  });

  it('are completed with form, who and comment; then `complete` chooses the way', async () => {
    await world.clock.advance(5);
    const done = await engine.tasks.complete(id, { ...yes, comment: 'fine' });
    expect([done.status, trailOf(done)]).toEqual(['completed', ['created', 'completed ann']]);
    const value = { claim, by: 'ann', at: START + 5, comment: 'fine', isVerdict: true };
    expect(await run.result()).toEqual({ action: 'approved', value });
    expect((await engine.tasks.list()).items).toEqual([]);
  });

  it('can be read after they are closed: who, when, how', async () => {
    await engine.tasks.claim(id, { by: 'ann' });
    await world.clock.advance(5);
    await engine.tasks.complete(id, { ...yes, comment: 'fine' });
    await run.result();
    const task = await engine.tasks.get(id);
    expect(task).toMatchObject({ status: 'completed', title: 'Claim c-1', claimedBy: 'ann', runId: run.id });
    expect(task?.trail).toEqual([
      { type: 'created', at: START },
      { type: 'claimed', at: START, by: 'ann' },
      { type: 'completed', at: START + 5, by: 'ann', comment: 'fine' },
    ]);
  });

  it('that are completed take nothing more, and say who has completed them and when', async () => {
    await engine.tasks.complete(id, yes);
    const late = { code: 'TASK_CLOSED', details: { id, by: 'ann', how: 'completed', at: START } };
    const message = `the task "Claim c-1" (${id}) was completed by ann at 1970-01-01T00:16:40.000Z`;
    await expect(engine.tasks.complete(id, { by: 'bob', form: { ok: false } })).rejects.toMatchObject(late);
    await world.clock.settle();
    for (const call of [
      engine.tasks.complete(id, { by: 'bob', form: { ok: false } }),
      engine.tasks.claim(id, { by: 'bob' }),
      engine.tasks.release(id, { by: 'bob' }),
      engine.tasks.reassign(id, { by: 'bob', to: 'cid' }),
      engine.tasks.cancel(id, { by: 'bob' }),
    ])
      await expect(call).rejects.toThrow(message);
    expect(await run.result()).toMatchObject({ action: 'approved' });
  });

  it('of two completions at the same time take one', async () => {
    const calls = ['ann', 'bob', 'cid'].map((by) => engine.tasks.complete(id, { by, form: { ok: true } }));
    const settled = await Promise.allSettled(calls);
    const won = settled.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const one of settled) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'TASK_CLOSED' });
    const [first] = won;
    const by = first?.status === 'fulfilled' ? first.value.trail.at(-1)?.by : undefined;
    expect(await run.result()).toMatchObject({ value: { by } });
  });

  it('give the first answer again to a completion that is repeated with its key', async () => {
    const once = { ...yes, idempotencyKey: 'k' };
    const first = await engine.tasks.complete(id, once);
    expect((await engine.tasks.complete(id, once)).trail).toEqual(first.trail);
    await run.result();
    expect((await engine.tasks.complete(id, once)).trail).toEqual(first.trail);
    const other = engine.tasks.complete(id, { ...once, form: { ok: false } });
    await expect(other).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    const unused = engine.tasks.complete(id, { ...once, idempotencyKey: 'l' });
    await expect(unused).rejects.toMatchObject({ code: 'TASK_CLOSED' });
  });

  it('are claimed by one, who alone may complete them', async () => {
    expect(await engine.tasks.claim(id, { by: 'ann' })).toMatchObject({ claimedBy: 'ann', status: 'open' });
    expect(trailOf(await engine.tasks.claim(id, { by: 'ann' }))).toEqual(['created', 'claimed ann']);
    const taken = { code: 'TASK_CLAIMED', details: { claimedBy: 'ann' } };
    await expect(engine.tasks.claim(id, { by: 'bob' })).rejects.toMatchObject(taken);
    await expect(engine.tasks.complete(id, { by: 'bob', form: { ok: true } })).rejects.toMatchObject(taken);
    await expect(engine.tasks.release(id, { by: 'bob' })).rejects.toMatchObject(taken);
    await engine.tasks.release(id, { by: 'ann' });
    expect(await engine.tasks.claim(id, { by: 'bob' })).toMatchObject({ claimedBy: 'bob' });
  });

  it('of many who claim at the same time are claimed by one', async () => {
    const people = ['ann', 'bob', 'cid', 'dee'];
    const settled = await Promise.allSettled(people.map((by) => engine.tasks.claim(id, { by })));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of settled)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'TASK_CLAIMED' });
  });

  it('are reassigned, with the reason, and lose their claim', async () => {
    await engine.tasks.claim(id, { by: 'ann' });
    const task = await engine.tasks.reassign(id, { by: 'boss', to: 'bob', reason: 'holidays' });
    expect(task).toMatchObject({ assignee: 'bob' });
    expect(task.claimedBy).toBeUndefined();
    expect(task.trail.at(-1)).toEqual({ type: 'reassigned', at: START, by: 'boss', to: 'bob', reason: 'holidays' });
    await world.clock.settle();
    expect((await engine.tasks.list({ assignee: 'bob' })).items).toEqual([task]);
  });

  it('that are cancelled fail their node, with who and why', async () => {
    const task = await engine.tasks.cancel(id, { by: 'boss', reason: 'withdrawn' });
    expect([task.status, trailOf(task)]).toEqual(['cancelled', ['created', 'cancelled boss']]);
    await expect(run.result()).rejects.toMatchObject({
      code: 'RUN_FAILED',
      failure: { code: 'TASK_CANCELLED', details: { by: 'boss', reason: 'withdrawn' } },
    });
    await expect(engine.tasks.claim(id, { by: 'ann' })).rejects.toThrow('was cancelled by boss');
  });

  it('are closed with a run that is cancelled', async () => {
    await run.cancel({ reason: 'not needed' });
    await expect(run.result()).rejects.toThrow('not needed');
    expect((await engine.tasks.list()).items).toEqual([]);
    expect(trailOf(await engine.tasks.get(id))).toEqual(['created', 'cancelled run-cancelled']);
    await expect(engine.tasks.complete(id, yes)).rejects.toThrow('was closed because its run was cancelled');
  });

  it('that do not exist are refused by their id', async () => {
    for (const unknown of ['', 'x', `${run.id}:none#1`, 'none:approve#1', `${run.id}:`]) {
      expect(await engine.tasks.get(unknown)).toBeUndefined();
      await expect(engine.tasks.complete(unknown, yes)).rejects.toMatchObject({ code: 'TASK_UNKNOWN' });
    }
  });

  it('ask who it is, and refuse filters that cannot be', async () => {
    const nobody = engine.tasks.claim(id, { by: '' });
    await expect(nobody).rejects.toMatchObject({ code: 'INVALID_OPTION', details: { option: 'by' } });
    const nowhere = engine.tasks.reassign(id, { by: 'ann', to: '' });
    await expect(nowhere).rejects.toMatchObject({ code: 'INVALID_OPTION', details: { option: 'to' } });
    for (const filter of [{ limit: 0 }, { dueBefore: new Date('x') }, { after: 'x' }])
      await expect(engine.tasks.list(filter)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('are left as they are by an engine that has stopped', async () => {
    await engine.stop();
    await expect(engine.tasks.complete(id, yes)).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
  });
});
