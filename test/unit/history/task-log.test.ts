import { runView } from 'millrace';
import { DurableWorld } from '../engine/durable/durable-world';
import { approval, claim } from '../engine/tasks/approval';
import { eventsOf, viewOf } from './durable-runs';

let world: DurableWorld;
beforeEach(() => {
  world = new DurableWorld();
});
afterEach(() => world.end());

async function asked(params: Parameters<typeof approval>[0] = {}) {
  const flows = approval(params);
  const engine = await world.engine([flows]);
  const run = await engine.start(flows, claim);
  await world.clock.settle();
  return { flows, engine, run, task: `${run.id}:approve#1` };
}

describe('the tasks of a view', () => {
  it('say who did what and when, what was answered, and how the step went on', async () => {
    const { flows, engine, run, task } = await asked({ candidateGroups: ['clerks'] });
    const open = await viewOf(engine, run.id, flows);
    expect(open.tasks).toMatchObject([
      { path: 'approve#1', status: 'open', task: { request: { title: 'Claim c-1' } } },
    ]);
    expect(open.currentPlaces).toMatchObject([{ path: 'approve#1', status: 'waiting', since: world.clock.now() }]);
    await world.clock.jump(5000);
    await engine.tasks.claim(task, { by: 'anna' });
    await engine.tasks.complete(task, { by: 'anna', form: { ok: true }, comment: 'fine' });
    await run.result();
    const [closed] = (await viewOf(engine, run.id, flows)).tasks;
    expect(closed).toMatchObject({ status: 'completed', form: { ok: true }, action: 'approved', closedAt: 1_005_000 });
    expect(closed?.task.trail.map(({ type, by, comment }) => [type, by, comment])).toEqual([
      ['created', undefined, undefined],
      ['claimed', 'anna', undefined],
      ['completed', 'anna', 'fine'],
    ]);
  });

  it('of a run that is over are closed with the reason', async () => {
    const { flows, engine, run } = await asked();
    await run.cancel({ reason: 'late' });
    expect((await viewOf(engine, run.id, flows)).tasks).toMatchObject([
      { status: 'cancelled', task: { trail: [{ type: 'created' }, { type: 'cancelled', because: 'run-cancelled' }] } },
    ]);
  });

  it('that remind and escalate have timers, which are pending until they fire or the task is closed', async () => {
    const { flows, engine, run, task } = await asked({
      reminder: { after: '1h' },
      escalation: { after: '2h', to: 'bosses' },
    });
    const pending = await viewOf(engine, run.id, flows);
    expect(pending.timers.map(({ purpose, firedAt }) => [purpose, firedAt])).toEqual([
      ['reminder', undefined],
      ['escalation', undefined],
    ]);
    await world.clock.advance('1h');
    const reminded = await viewOf(engine, run.id, flows);
    expect(reminded.timers.map(({ purpose, dueAt, firedAt }) => [purpose, firedAt === dueAt])).toEqual([
      ['reminder', true],
      ['escalation', false],
    ]);
    await engine.tasks.complete(task, { by: 'anna', form: { ok: false } });
    await run.result();
    const events = await eventsOf(engine, run.id);
    expect(runView(events, flows).timers.map(({ purpose }) => purpose)).toEqual(['reminder']);
  });
});
