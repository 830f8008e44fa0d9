import { setImmediate as turn } from 'node:timers/promises';
import type { RunStreamEvent } from '../../../engine';
import { all, each, exit, type Flow, flow, fn, pipe } from '../../../flow';
import type { Items } from '../../../step';
import { check } from '../../check';
import { same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { fail, go, inc, threeSteps, waitingFlow } from '../flows';

/** Returns a flow with branches, items and asynchronous steps, which could disturb the order of event numbers. */
function busyFlow(): Flow<Items<number>, { readonly next: unknown }> {
  const slow = fn('slow', async (n: number) => {
    for (let count = n % 4; count > 0; count -= 1) await turn();
    return n;
  });
  const draft = flow('busy').nodes({
    both: all({ left: each(slow, { concurrency: 3 }), right: each(pipe(slow, inc), { concurrency: 5 }) }),
    done: exit<unknown>(),
  });
  return draft.wire('both', { both: draft.to.done });
}

const numbers = (events: readonly RunStreamEvent[]) => events.map(({ seq }) => seq);
const types = (events: readonly RunStreamEvent[]) => events.map(({ type }) => type);
const fromOne = (events: readonly RunStreamEvent[]) => events.map((_, index) => index + 1);

export const eventSuite: readonly EngineCheck[] = [
  check('the events of a run are numbered 1, 2, 3 … without gaps', async (t) => {
    const busy = busyFlow();
    const engine = await t.engine(busy);
    const run = await engine.start(
      busy,
      Array.from({ length: 20 }, (_, n) => n),
    );
    const live = t.watch(run);
    await t.result(run);
    await t.until('the last event', () => types(live).includes('run.completed'));
    same(numbers(live), fromOne(live));
    same((await engine.inspect(run.id))?.seq, live.length);
  }),

  check('a run publishes its events in order, and completes its subscribers', async (t) => {
    const three = threeSteps('three');
    const engine = await t.engine(three);
    const run = await engine.start(three, 1, { correlationId: 'c-1' });
    const events = await t.eventsToEnd(run);
    const step = ['step.scheduled', 'step.started', 'step.completed'];
    same(
      types(events).filter((type) => type !== 'route.taken'),
      ['run.started', ...step, ...step, ...step, 'run.completed'],
    );
    for (const { v, runId, flow, version, correlationId, at } of events)
      same([v, runId, flow, version, correlationId, Number.isInteger(at)], [1, run.id, 'three', '1.0.0', 'c-1', true]);
  }),

  check('events contain their position in the run and their result', async (t) => {
    const draft = flow('twice').nodes({ first: inc, second: inc, done: exit<number>() });
    const twice = draft.wire('first', { first: draft.to.second, second: draft.to.done });
    const engine = await t.engine(twice);
    const events = await t.eventsToEnd(await engine.start(twice, 1));
    const completed = events.flatMap((event) =>
      event.type === 'step.completed' ? [[event.path, event.node, event.attempt, event.data]] : [],
    );
    same(completed, [
      ['first#1', 'first', 1, { action: 'next', value: 2 }],
      ['second#1', 'second', 1, { action: 'next', value: 3 }],
    ]);
    const { data } = events.at(-1) ?? {};
    same(data, { action: 'done', value: 3 });
  }),

  check('a late subscriber first receives the earlier events', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const run = await engine.start(waiting, undefined, { retainedEvents: 100 });
    const early = t.watch(run);
    await t.reaches(run, 'waiting');
    const late = t.watch(run);
    await engine.signal({ runId: run.id }, go, 1);
    await t.result(run);
    const after = await t.eventsToEnd(run);
    await t.until('the last event', () => late.length === after.length && early.length === after.length);
    same(late, after);
    same(early, after);
    same(numbers(after), fromOne(after));
  }),

  check('a subscriber that unsubscribes receives no more events, and others are not affected', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const run = await engine.start(waiting, undefined, { retainedEvents: 100 });
    const heard: string[] = [];
    const subscription = run.events$.subscribe(({ type }) => heard.push(type));
    const other = t.watch(run);
    await t.reaches(run, 'waiting');
    await t.until('the event', () => heard.includes('run.waiting'));
    subscription.unsubscribe();
    await engine.signal({ runId: run.id }, go, 1);
    await t.result(run);
    await t.until('the last event', () => types(other).includes('run.completed'));
    same(heard.at(-1), 'run.waiting');
  }),

  check('a subscriber that throws affects neither the run nor the others', async (t) => {
    const three = threeSteps();
    const engine = await t.engine(three);
    const failures: string[] = [];
    engine.events$.subscribe((event) => {
      if (event.type === 'subscriber.failed') failures.push(event.failure.message);
    });
    const run = await engine.start(three, 1);
    run.events$.subscribe(() => {
      throw new Error('the subscriber is broken');
    });
    const events = t.watch(run);
    same(await t.result(run), 4);
    await t.until('the last event', () => types(events).includes('run.completed'));
    same(numbers(events), fromOne(events));
    same(failures.includes('the subscriber is broken'), true);
  }),

  check('the engine publishes the events of all its runs', async (t) => {
    const three = threeSteps();
    const engine = await t.engine(three);
    const reported: string[] = [];
    engine.events$.subscribe((event) => {
      if ('seq' in event) reported.push(`${event.runId} ${event.seq}`);
    });
    const expected: string[] = [];
    for (const n of [1, 2]) {
      const story = await t.eventsToEnd(await engine.start(three, n, { retainedEvents: 100 }));
      expected.push(...story.map(({ runId, seq }) => `${runId} ${seq}`));
    }
    await t.until('all events', () => reported.length >= expected.length);
    same([...reported].sort(), expected.sort());
  }),

  check('the last event of a failed run is its failure', async (t) => {
    const failing = flow('failing').nodes({ fail, done: exit<never>() });
    const flowOfFail = failing.wire('fail', { fail: failing.to.done });
    const engine = await t.engine(flowOfFail);
    const run = await engine.start(flowOfFail, 'no');
    const last = (await t.eventsToEnd(run)).at(-1);
    same(last?.type, 'run.failed');
    same(last?.type === 'run.failed' && last.data.failure.message, 'no');
  }),
];
