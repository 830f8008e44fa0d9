import { fn, pipe } from '../../../flow';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { go, inc, only, threeSteps, waitingFlow } from '../flows';
import { gate } from '../gate';

export const stopSuite: readonly EngineCheck[] = [
  check('a stop lets executing steps finish, and starts no more', async (t) => {
    const held = gate<number>();
    const after: number[] = [];
    const stopped = only(
      'stopped',
      pipe(
        held.step,
        fn('after', (n: number) => void after.push(n)),
      ),
    );
    const engine = await t.engine(stopped);
    const run = await engine.start(stopped, 1);
    await t.until('the step', () => held.entered.length === 1);
    const result = run.result().catch((error: unknown) => error);
    let hasStopped = false;
    const stopping = engine.stop({ graceMs: 60_000 }).then(() => {
      hasStopped = true;
    });
    await t.idle();
    same([hasStopped, held.aborted], [false, []]);
    held.open();
    await t.settle('the engine to stop', stopping);
    await t.idle();
    same(after, []);
    await refuses(
      result.then((error) => Promise.reject(error as Error)),
      'ENGINE_STOPPED',
    );
  }),

  check('steps that still execute after the grace period are aborted', async (t) => {
    const held = gate<number>();
    const stopped = only('stopped', held.step);
    const engine = await t.engine(stopped);
    await engine.start(stopped, 1);
    await t.until('the step', () => held.entered.length === 1);
    const stopping = engine.stop({ graceMs: 3000 });
    await t.advance(2999);
    same(held.aborted, []);
    await t.advance(1);
    await t.settle('the engine to stop', stopping);
    await t.until('the abort', () => held.aborted.length === 1);
  }),

  check('a stopped engine refuses new work', async (t) => {
    const [waiting, three] = [waitingFlow(), threeSteps()];
    const engine = await t.engine(waiting, three);
    const run = await engine.start(waiting, undefined);
    await t.reaches(run, 'waiting');
    await t.stop(engine);
    await t.stop(engine);
    await refuses(engine.start(three, 1), 'ENGINE_STOPPED');
    await refuses(engine.run(three, 1), 'ENGINE_STOPPED');
    await refuses(engine.start(only('unseen', inc), 1), 'ENGINE_STOPPED');
    await refuses(engine.run(only('unseen', inc), 1), 'ENGINE_STOPPED');
    await refuses(engine.register(only('unseen', inc)), 'ENGINE_STOPPED');
    await refuses(run.cancel(), 'ENGINE_STOPPED');
    await refuses(engine.signal({ runId: run.id }, go, 1), 'ENGINE_STOPPED');
    await refuses(t.settle('an answer', run.result()), 'ENGINE_STOPPED');
  }),

  check('a stop publishes an event, and completes the subscribers of the engine', async (t) => {
    const engine = await t.engine(waitingFlow());
    const reported: string[] = [];
    engine.events$.subscribe({ next: ({ type }) => reported.push(type), complete: () => reported.push('complete') });
    await t.stop(engine);
    same(reported, ['engine.stopping', 'engine.stopped', 'complete']);
  }),
];
