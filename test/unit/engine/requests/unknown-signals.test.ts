import { exit, flow, signal, waitFor } from 'millrace';
import { KINDS, TaskWorld } from '../tasks/task-world';

const paid = signal<number>('payment.received');

function waiting() {
  const { to, wire } = flow('waiting').nodes({ wait: waitFor(paid), done: exit<number>() });
  return wire('wait', { wait: to.done });
}

describe.each(KINDS)('a signal that is sent to an engine %s', (kind) => {
  let world: TaskWorld;
  beforeEach(() => {
    world = new TaskWorld(kind);
  });
  afterEach(() => world.end());

  it('is refused if no registered flow waits for its name, with the nearest one', async () => {
    const engine = await world.engine([waiting()]);
    const run = await engine.start('waiting', null, { idempotencyKey: 'k' });
    const targets = [{ runId: run.id }, { flow: 'waiting', idempotencyKey: 'k' }];
    for (const target of targets)
      await expect(engine.signal(target, signal<number>('payment.recieved'), 1)).rejects.toMatchObject({
        code: 'INVALID_SIGNAL',
        message:
          'signal(): no registered flow waits for the signal "payment.recieved"; they wait for "payment.received"; did you mean "payment.received"?',
      });
    await engine.signal({ runId: run.id }, paid, 1);
    await world.clock.settle();
    await expect(run.result()).resolves.toBe(1);
  });

  it('is not refused for its name if the run does not exist', async () => {
    const engine = await world.engine([waiting()]);
    await expect(engine.signal({ runId: 'nobody' }, signal('else'), undefined)).rejects.toMatchObject({
      code: 'UNKNOWN_RUN',
    });
  });

  if (kind !== 'in memory')
    it('reaches a run of a flow that only another engine knows', async () => {
      const executing = await world.engine([waiting()]);
      const run = await executing.start('waiting', null);
      const sending = await world.engine([]);
      await sending.signal({ runId: run.id }, paid, 7);
      await world.clock.advance('1s');
      await expect(run.result()).resolves.toBe(7);
    });
});
