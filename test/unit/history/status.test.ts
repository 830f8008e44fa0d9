import { fn, node, runView } from 'millrace';
import { flowOfNodes } from '../core/steps';
import { DurableWorld, go } from '../engine/durable/durable-world';
import { done, eventsOf, inc, viewOf, waiting } from './durable-runs';

let world: DurableWorld;
beforeEach(() => {
  world = new DurableWorld();
});
afterEach(() => world.end());

/** Fails as long as it is broken. */
function fragile() {
  const service = { isBroken: true };
  const call = fn('call', (value: unknown): unknown => {
    if (service.isBroken) throw new Error('the service is down');
    return value;
  });
  return {
    service,
    flows: flowOfNodes({ a: inc, call: node(call, {}), done }, { a: 'call', call: 'done' }, 'fragile'),
  };
}

it('follows a run that waits, is paused and resumed, and completes', async () => {
  const flows = waiting();
  const engine = await world.engine([flows]);
  const run = await engine.start('waiting', 1);
  await world.clock.settle();
  expect(await viewOf(engine, run.id, flows)).toMatchObject({ status: 'waiting', version: '1.0.0', isComplete: true });
  await run.pause({ reason: 'lunch' });
  expect(await viewOf(engine, run.id, flows)).toMatchObject({ status: 'paused', pauseReason: 'lunch' });
  await run.resume();
  await world.clock.settle();
  expect((await viewOf(engine, run.id, flows)).status).toBe('waiting');
  await engine.signal({ runId: run.id }, go, 7);
  await run.result();
  const view = await viewOf(engine, run.id, flows);
  expect(view).toMatchObject({ status: 'completed', ending: { action: 'done', value: 8 } });
  expect(view.pauseReason).toBeUndefined();
});

it('ends with the reason of a cancel', async () => {
  const flows = waiting();
  const engine = await world.engine([flows]);
  const run = await engine.start('waiting', 1);
  await world.clock.settle();
  await run.cancel({ reason: 'not wanted' });
  const view = await viewOf(engine, run.id, flows);
  expect(view).toMatchObject({ status: 'cancelled', ending: { reason: 'not wanted' }, currentPlaces: [] });
  expect(view.nodes['wait']?.status).toBe('cancelled');
});

it('of a failed run stands where it failed, and goes on from there after a redrive', async () => {
  const { service, flows } = fragile();
  const engine = await world.engine([flows]);
  const run = await engine.start(flows as never, 1 as never);
  await expect(run.result()).rejects.toThrow('the service is down');
  const failed = await viewOf(engine, run.id, flows);
  expect(failed).toMatchObject({ status: 'failed', ending: { path: 'call#1' }, redrives: 0 });
  expect(failed.currentPlaces).toMatchObject([{ path: 'call#1', status: 'failed' }]);
  service.isBroken = false;
  await (await engine.redrive(run.id)).result();
  const view = await viewOf(engine, run.id, flows);
  expect(view).toMatchObject({ status: 'completed', redrives: 1, currentPlaces: [] });
  expect(view.nodes['call']).toMatchObject({
    status: 'completed',
    attempts: 2,
    lastFailure: { code: expect.any(String) },
  });
});

it('of a copy is complete with the events of its origin, and begins with the copy without them', async () => {
  const flows = waiting();
  const engine = await world.engine([flows]);
  const run = await engine.start('waiting', 1);
  await world.clock.settle();
  const copy = await engine.fork(run.id, { after: 'a#1', id: 'copy' });
  await world.clock.settle();
  const own = await eventsOf(engine, copy.id);
  const [forked] = own;
  if (forked?.type !== 'run.forked') throw new Error('a copy begins with run.forked');
  const before = (await eventsOf(engine, run.id)).filter(({ seq }) => seq <= forked.data.seq);
  const view = runView([...before, ...own], flows);
  expect(view).toMatchObject({ runId: 'copy', isComplete: true, forkedFrom: { runId: run.id, seq: forked.data.seq } });
  expect([view.nodes['a']?.status, view.currentPlaces.map(({ path }) => path)]).toEqual(['completed', ['wait#1']]);
  const alone = runView(own, flows);
  expect([alone.isComplete, alone.nodes['a']?.status]).toEqual([false, 'unvisited']);
});

it('of a run that was moved has the places and paths of the new version', async () => {
  const [old, young] = [waiting('1.0.0'), waiting('2.0.0')];
  const engine = await world.engine([old, young]);
  const run = await engine.start(old as never, 1 as never);
  await world.clock.settle();
  await engine.migrate([run.id], { to: young, map: { wait: 'pause' } });
  const moved = await viewOf(engine, run.id, old, young);
  expect(moved).toMatchObject({ version: '2.0.0', migrations: [{ from: '1.0.0', to: '2.0.0' }] });
  expect(moved.currentPlaces).toMatchObject([{ place: 'pause', path: 'pause#1', status: 'waiting' }]);
  expect(Object.keys(moved.nodes)).toEqual(['a', 'pause', 'b', 'done']);
  await engine.signal({ runId: run.id }, go, 1);
  await world.clock.settle();
  // The old version need not be known.
  expect((await viewOf(engine, run.id, young)).nodes['pause']?.visits).toMatchObject([
    { path: 'pause#1', status: 'completed', attempts: 1 },
  ]);
});

it('takes no notice of an event that it does not know', async () => {
  const flows = waiting();
  const engine = await world.engine([flows]);
  const run = await engine.start('waiting', 1);
  await world.clock.settle();
  const events = await eventsOf(engine, run.id);
  const last = events.at(-1);
  if (!last) throw new Error('the run has no events');
  const unknown = { ...last, seq: last.seq + 1, type: 'step.invented' } as unknown as typeof last;
  expect(runView([...events, unknown], flows)).toEqual({ ...runView(events, flows), seq: unknown.seq });
});
