import { exit, flow, fn, pipe, sleep } from '../../../flow';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { go, inc, only, threeSteps, waitingFlow } from '../flows';
import { gate } from '../gate';

/** Returns a flow of a held step and a step after it. */
function heldFlow() {
  const held = gate<number>();
  const after: number[] = [];
  const note = fn('note', (n: number) => {
    after.push(n);
    return n + 1;
  });
  return { held, after, flow: only('held', pipe(held.step, note)) };
}

export const controlSuite: readonly EngineCheck[] = [
  check('a cancelled run aborts executing steps, starts no more, and reports the reason', async (t) => {
    const { held, after, flow: flowOfTwo } = heldFlow();
    const engine = await t.engine(flowOfTwo);
    const run = await engine.start(flowOfTwo, 1, { retainedEvents: 100 });
    await t.until('the step', () => held.entered.length === 1);
    const result = run.result().catch((error: unknown) => error);
    await run.cancel({ reason: 'not needed' });
    const error = await t.settle('the run to end', result);
    same(error instanceof Error && 'reason' in error && error.reason, 'not needed');
    await t.until('the abort', () => held.aborted.length === 1);
    held.open();
    await t.idle();
    same([after, await run.status(), (await engine.inspect(run.id))?.reason], [[], 'cancelled', 'not needed']);
    const last = (await t.eventsToEnd(run)).at(-1);
    same([last?.type, last?.data], ['run.cancelled', { reason: 'not needed' }]);
  }),

  check('a waiting or sleeping run is cancelled, and an ended one is unchanged', async (t) => {
    const [waiting, three] = [waitingFlow(), threeSteps()];
    const asleep = only('asleep', sleep('1h'));
    const engine = await t.engine(waiting, asleep, three);
    const runs = [await engine.start(waiting, undefined), await engine.start(asleep, undefined)];
    for (const run of runs) {
      await t.reaches(run, 'waiting');
      await run.cancel();
      await refuses(t.result(run), 'RUN_CANCELLED');
      await refuses(run.pause(), 'RUN_FINISHED');
      await refuses(run.resume(), 'RUN_FINISHED');
    }
    await refuses(engine.signal({ runId: runs[0]?.id ?? '' }, go, 1), 'RUN_FINISHED');
    const over = await engine.start(three, 1);
    same(await t.result(over), 4);
    await over.cancel();
    same([await over.status(), await over.result()], ['completed', 4]);
  }),

  check('after a cancellation before the first step no step runs', async (t) => {
    const { held, flow: flowOfTwo } = heldFlow();
    const engine = await t.engine(flowOfTwo);
    const run = await engine.start(flowOfTwo, 1);
    await run.cancel();
    await refuses(t.result(run), 'RUN_CANCELLED');
    held.open();
    await t.idle();
    same(await run.status(), 'cancelled');
  }),

  check('a paused run completes its step and starts no more until it is resumed', async (t) => {
    const { held, after, flow: flowOfTwo } = heldFlow();
    const engine = await t.engine(flowOfTwo);
    const run = await engine.start(flowOfTwo, 1, { retainedEvents: 100 });
    await t.until('the step', () => held.entered.length === 1);
    await run.pause({ reason: 'maintenance' });
    await t.reaches(run, 'paused');
    held.open();
    await t.idle();
    same([after, held.aborted, await run.status()], [[], [], 'paused']);
    await run.resume();
    same(await t.result(run), 2);
    const reported = (await t.eventsToEnd(run)).flatMap(({ type, data }) =>
      type === 'run.paused' || type === 'run.resumed' ? [[type, data]] : [],
    );
    same(reported, [
      ['run.paused', { reason: 'maintenance' }],
      ['run.resumed', {}],
    ]);
  }),

  check('signals and timers of a paused run take effect once it is resumed', async (t) => {
    const waiting = waitingFlow();
    const draft = flow('asleep').nodes({ nap: sleep('10s'), inc, done: exit<number>() });
    const asleep = draft.wire('nap', { nap: draft.to.inc.via(() => 1), inc: draft.to.done });
    const engine = await t.engine(waiting, asleep);
    const runs = [await engine.start(waiting, undefined), await engine.start(asleep, undefined)] as const;
    for (const run of runs) {
      await t.reaches(run, 'waiting');
      await run.pause();
      await t.reaches(run, 'paused');
    }
    await engine.signal({ runId: runs[0].id }, go, 5);
    await t.advance(20_000);
    for (const run of runs) same(await run.status(), 'paused');
    for (const run of runs) await run.resume();
    same([await t.resultInTime(runs[0]), await t.resultInTime(runs[1])], [6, 2]);
  }),

  check('a paused run can be cancelled', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const run = await engine.start(waiting, undefined);
    await t.reaches(run, 'waiting');
    await run.pause();
    await run.cancel({ reason: 'enough' });
    await refuses(t.result(run), 'RUN_CANCELLED');
  }),
];
