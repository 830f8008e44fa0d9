import { createEngine, exit, flow, fn } from 'millrace';
import { memoryStorage } from 'millrace/storage';

const { to, wire } = flow('one').nodes({ one: fn('one', (n: number) => n), done: exit<number>() });
const one = wire('one', { one: to.done });

describe('the events of an engine over a storage', () => {
  it('are those of its runs from their first on', async () => {
    const engine = await createEngine({ storage: memoryStorage(), flows: [one] });
    const seen: string[] = [];
    engine.events$.subscribe((event) => {
      if ('seq' in event) seen.push(`${event.seq} ${event.type}`);
    });
    const run = await engine.start(one, 1);
    await run.result();
    const fork = await engine.fork(run.id, { after: 3 });
    await fork.result();
    await engine.stop();
    expect(seen).toEqual([
      '1 run.started',
      '2 step.scheduled',
      '3 step.started',
      '4 step.completed',
      '5 route.taken',
      '6 run.completed',
      '1 run.forked',
      '2 step.started',
      '3 step.completed',
      '4 route.taken',
      '5 run.completed',
    ]);
  });
});
