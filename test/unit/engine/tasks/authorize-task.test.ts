import { type Authorize, type Engine, type TaskRequest } from 'millrace';
import { approval, claim } from './approval';
import { TaskWorld } from './task-world';

const form = { ok: true };
let world: TaskWorld;
beforeEach(() => {
  world = new TaskWorld('over a storage');
});
afterEach(() => world.end());

/** An engine with one open task. */
async function opened(
  params: Partial<TaskRequest>,
  authorize?: Authorize,
): Promise<{ tasks: Engine['tasks']; id: string }> {
  const flow = approval(params);
  const engine = await world.engine([flow], { authorize });
  await engine.start(flow, claim);
  await world.clock.settle();
  return { tasks: engine.tasks, id: (await engine.tasks.list()).items[0]?.id ?? '' };
}

describe('without authorize', () => {
  it('a task that is assigned to a person and offered to no group is done by that person', async () => {
    const { tasks, id } = await opened({ assignee: 'ann' });
    const forbidden = { code: 'TASK_FORBIDDEN', details: { id, by: 'bob' } };
    await expect(tasks.claim(id, { by: 'bob' })).rejects.toMatchObject(forbidden);
    await expect(tasks.complete(id, { by: 'bob', form })).rejects.toThrow('it is assigned to ann; reassign it first');
    expect(await tasks.complete(id, { by: 'ann', form })).toMatchObject({ status: 'completed' });
  });

  it('a task that was reassigned is done by its new assignee', async () => {
    const { tasks, id } = await opened({ assignee: 'ann' });
    await tasks.reassign(id, { by: 'anybody', to: 'bob' });
    await expect(tasks.complete(id, { by: 'ann', form })).rejects.toMatchObject({ code: 'TASK_FORBIDDEN' });
    expect(await tasks.complete(id, { by: 'bob', form })).toMatchObject({ status: 'completed' });
  });

  it.each([{ candidateGroups: ['managers'] }, { assignee: 'ann', candidateGroups: ['managers'] }, {}])(
    'a task is done by anybody where it is offered to a group or assigned to nobody: %j',
    async (params) => {
      const { tasks, id } = await opened(params);
      expect(await tasks.complete(id, { by: 'bob', form })).toMatchObject({ status: 'completed' });
    },
  );

  it('a task that nobody has claimed can be released, which changes nothing', async () => {
    const { tasks, id } = await opened({});
    expect((await tasks.release(id, { by: 'bob' })).trail).toHaveLength(1);
  });
});

describe('authorize', () => {
  it('is asked about everything but reading, with the task as it is', async () => {
    const asked: string[] = [];
    const { tasks, id } = await opened({ assignee: 'ann' }, ({ action, by, task }) => {
      asked.push(`${action} ${by} ${task.claimedBy ?? '-'} ${task.id === id}`);
      return true;
    });
    await tasks.claim(id, { by: 'bob' });
    await tasks.release(id, { by: 'bob' });
    await tasks.reassign(id, { by: 'bob', to: 'cid' });
    await tasks.complete(id, { by: 'dee', form });
    expect(asked).toEqual(['claim bob - true', 'release bob bob true', 'reassign bob - true', 'complete dee - true']);
  });

  it('refuses with its reason, or without one', async () => {
    const verdicts: Record<string, boolean | string> = { ann: 'ann is no manager', bob: false };
    const { tasks, id } = await opened({}, async ({ by }) => Promise.resolve(verdicts[by]));
    const refused = tasks.complete(id, { by: 'ann', form });
    await expect(refused).rejects.toMatchObject({ code: 'TASK_FORBIDDEN', details: { action: 'complete' } });
    await expect(refused).rejects.toThrow('ann may not complete the task "Claim c-1"');
    await expect(refused).rejects.toThrow('ann is no manager');
    await expect(tasks.cancel(id, { by: 'bob' })).rejects.toThrow('authorize has refused it');
    expect(await tasks.complete(id, { by: 'cid', form })).toMatchObject({ status: 'completed' });
  });

  it('lets people release what others have claimed, and not complete it', async () => {
    const { tasks, id } = await opened({}, () => true);
    await tasks.claim(id, { by: 'ann' });
    await expect(tasks.complete(id, { by: 'boss', form })).rejects.toMatchObject({ code: 'TASK_CLAIMED' });
    await tasks.release(id, { by: 'boss' });
    expect(await tasks.complete(id, { by: 'boss', form })).toMatchObject({ status: 'completed' });
  });

  it('that throws leaves the task as it is', async () => {
    const { tasks, id } = await opened({}, () => {
      throw new Error('the directory does not answer');
    });
    await expect(tasks.complete(id, { by: 'ann', form })).rejects.toThrow('the directory does not answer');
    expect((await tasks.get(id))?.trail).toHaveLength(1);
  });
});
