import { exit, flowOf, fn, MachineStep, runView, Step, signal, waitFor } from 'millrace';
import { createTestEngine, type TestEngine } from 'millrace/testing';
import { flowOfNodes } from '../core/steps';
import { go } from '../engine/durable/durable-world';

let engine: TestEngine;
beforeEach(() => {
  engine = createTestEngine({ start: 0 });
});
afterEach(() => engine.stop());

@Step({ retry: { maxAttempts: 1 } })
class Book extends MachineStep<unknown, unknown> {
  execute(input: unknown) {
    return input;
  }
  override compensate() {
    // Nothing is kept.
  }
}

@Step({ retry: { maxAttempts: 1 } })
class Bill extends MachineStep<unknown, unknown> {
  execute(input: unknown) {
    return input;
  }
  override compensate() {
    throw new Error('the bill is paid');
  }
}

const broken = fn('broken', (_: unknown): unknown => {
  throw new Error('broken');
});

it('lists what was committed, what was undone and what could not be', async () => {
  const flows = flowOfNodes(
    { book: Book, bill: Bill, ship: broken, done: exit() },
    { book: 'bill', bill: 'ship', ship: 'done' },
  );
  const run = await engine.start(flows as never, 'order' as never);
  await engine.runUntilIdle();
  const { events } = engine.trace(run);
  const view = runView(events, flows);
  expect(view.committed).toMatchObject([
    { path: 'book#1', action: 'next', isSkipped: false },
    { path: 'bill#1', action: 'next', isSkipped: false },
  ]);
  for (const { seq, path } of view.committed) expect(events[seq - 1]).toMatchObject({ type: 'step.completed', path });
  expect(view.compensations).toMatchObject([
    { path: 'bill#1', status: 'failed', failure: { message: 'the bill is paid' } },
    { path: 'book#1', status: 'completed' },
  ]);
  expect([view.status, view.currentPlaces]).toEqual(['failed', []]);
});

it('shows an undoing under way', async () => {
  const flows = flowOfNodes({ book: Book, ship: broken, done: exit() }, { book: 'ship', ship: 'done' });
  const run = await engine.start(flows as never, 'order' as never);
  await engine.runUntilIdle();
  const { events } = engine.trace(run);
  const started = events.findIndex(({ type }) => type === 'compensation.started');
  expect(runView(events.slice(0, started + 1), flows)).toMatchObject({
    status: 'running',
    compensations: [{ path: 'book#1', status: 'running' }],
    currentPlaces: [],
  });
});

it('tells signals that were waited for from those that came early', async () => {
  const flows = flowOfNodes({ one: waitFor(go), two: waitFor(go), done: exit() }, { one: 'two', two: 'done' });
  const other = signal<number>('other');
  await engine.register(flowOf('another', waitFor(other)));
  const run = await engine.start(flows as never, 0 as never);
  await engine.settle();
  await engine.signal({ runId: run.id }, go, 1);
  await engine.settle();
  await engine.signal({ runId: run.id }, other, 2);
  await engine.settle();
  const view = runView(engine.trace(run).events, flows);
  expect(view.signals).toEqual([
    { seq: 5, name: 'go', at: 0, isBuffered: false, payload: 1 },
    { seq: 10, name: 'other', at: 0, isBuffered: true },
  ]);
  expect(view.currentPlaces).toMatchObject([{ path: 'two#1', status: 'waiting' }]);
  expect(view.route.map(({ place }) => place)).toEqual(['one', 'two']);
});

it('knows the payload of a signal that came early once a wait has received it', async () => {
  const flows = flowOfNodes({ one: waitFor(go), two: waitFor(go), done: exit() }, { one: 'two', two: 'done' });
  const run = await engine.start(flows as never, 0 as never);
  const early = signal<number>('go');
  await engine.signal({ runId: run.id }, early, 1);
  await engine.signal({ runId: run.id }, early, 2);
  await engine.runUntilIdle();
  const { signals, status } = runView(engine.trace(run).events, flows);
  expect(status).toBe('completed');
  expect(signals.map(({ payload }) => payload)).toEqual([1, 2]);
});
