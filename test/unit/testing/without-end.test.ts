import { exit, flow, fn } from 'millrace';
import { createTestEngine, hang, mockNode, testFlow, VirtualClock } from 'millrace/testing';

/** A step that only the real world ends, and never does. */
function stuck() {
  const { to, wire } = flow('stuck').nodes({
    call: fn('call', (): Promise<number> => new Promise(() => undefined)),
    done: exit<number>(),
  });
  return wire('call', { call: to.done });
}

describe('a test', () => {
  it('does not pass for a run that is still at work when patience is over', async () => {
    const test = await testFlow(stuck(), { input: 1, patience: 5, expect: { notTaken: ['done'] } });
    expect(test.failures).toEqual([
      'unexpected: a step is still executing after the patience in real time: run test of "stuck" is running at call; increase patience, or use a double',
    ]);
    const engine = createTestEngine({ patience: 5 });
    await engine.start(stuck(), 1);
    await expect(engine.runUntilIdle()).rejects.toMatchObject({ code: 'TIMEOUT' });
    await expect(engine.runUntil('done')).rejects.toMatchObject({ code: 'TIMEOUT' });
    await engine.stop({ graceMs: 0 });
  });

  it('says so of a step that lets time pass itself, and so waits for its own end', async () => {
    const engine = createTestEngine({ patience: 5 });
    const { to, wire } = flow('waits').nodes({
      nap: fn('nap', async () => {
        await engine.advance('1d');
        return 1;
      }),
      done: exit<number>(),
    });
    await expect(engine.run(wire('nap', { nap: to.done }), 1)).rejects.toMatchObject({ code: 'TIMEOUT' });
    await engine.stop({ graceMs: 0 });
  });

  it('may end at a double that hangs', async () => {
    const test = await testFlow(stuck(), { input: 1, steps: [mockNode('call', hang)], expect: { standsAt: 'call' } });
    expect(test.failures).toEqual([]);
  });
});

describe('time', () => {
  it('does not pass for ever where something is always due', async () => {
    const clock = new VirtualClock({ start: 0 });
    let ticks = 0;
    const tick = (): void => {
      ticks += 1;
      clock.setTimer(1, tick);
    };
    tick();
    await expect(clock.runUntilIdle()).rejects.toMatchObject({
      code: 'WRONG_STATE',
      message: expect.stringMatching(/^timers never end: from 1970-01-01T00:00:00.000Z to 1970-01-01T00:01:40/),
    });
    expect(ticks).toBe(100_001);
  });
});
