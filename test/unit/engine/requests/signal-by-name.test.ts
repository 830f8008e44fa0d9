import { IsInt } from 'class-validator';
import { exit, flow, signal, unchecked, waitFor } from 'millrace';
import { KINDS, TaskWorld } from '../tasks/task-world';

class Payment {
  @IsInt() cents!: number;
}

const paid = signal('paid', Payment);

function paying(version: string, declared = paid) {
  const { to, wire } = flow('paying', { version }).nodes({ wait: waitFor(declared), done: exit<Payment>() });
  return wire('wait', { wait: to.done });
}

describe.each(KINDS)('a signal that is sent by its name to an engine %s', (kind) => {
  let world: TaskWorld;
  beforeEach(() => {
    world = new TaskWorld(kind);
  });
  afterEach(() => world.end());

  it('reaches the steps as the declared class', async () => {
    const engine = await world.engine([paying('1.0.0')]);
    const run = await engine.start('paying', null);
    await expect(engine.signal({ runId: run.id }, 'paid', { cents: 1.5 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: 'cents' }],
    });
    await engine.signal({ runId: run.id }, 'paid', { cents: 250 });
    expect(await run.result()).toBeInstanceOf(Payment);
  });

  it('is checked by the version of its run', async () => {
    const loose = signal('paid', unchecked<Payment>());
    const engine = await world.engine([paying('1.0.0', loose), paying('2.0.0')]);
    const old = await engine.start('paying', null, { version: '1.0.0', idempotencyKey: 'k' });
    await engine.signal({ flow: 'paying', idempotencyKey: 'k' }, 'paid', { cents: 1.5 });
    await expect(old.result()).resolves.toEqual({ cents: 1.5 });
  });

  it('is accepted once with an idempotency key', async () => {
    const engine = await world.engine([paying('1.0.0')]);
    const run = await engine.start('paying', null);
    const send = (cents: number) => engine.signal({ runId: run.id }, 'paid', { cents }, { idempotencyKey: 's' });
    await send(1);
    await send(1);
    await expect(send(2)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  if (kind !== 'in memory')
    it('is refused by an engine that does not know the flow of the run', async () => {
      const executing = await world.engine([paying('1.0.0')]);
      const run = await executing.start('paying', null);
      const sending = await world.engine([]);
      await expect(sending.signal({ runId: run.id }, 'paid', { cents: 1 })).rejects.toMatchObject({
        code: 'UNKNOWN_FLOW',
        message:
          'flow "paying" in version 1.0.0 is not registered with this engine, so it cannot check the payload of the signal "paid"; the signal itself, made by signal(name), needs no declaration',
      });
    });
});
