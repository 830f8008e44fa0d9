import { setImmediate as turn } from 'node:timers/promises';
import { MillraceError } from '../../../errors';
import { exit, type Flow, flow, fn, node } from '../../../flow';
import { check } from '../../check';
import { same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { go, threeSteps, waitingFlow } from '../flows';

type Simple = Flow<number, { readonly next: unknown }>;

/** Returns a flow with one step, which calls foreign code. */
function flowOf(name: string, execute: (input: number, context: { readonly signal: AbortSignal }) => unknown): Simple {
  const draft = flow<number>(name).nodes({ only: node(fn('only', execute), {}), done: exit<unknown>() });
  return draft.wire('only', { only: draft.to.done });
}

function broken(): never {
  throw new Error('broken');
}

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Returns the code of the error that a promise rejects with. */
async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return MillraceError.is(error) ? error.code : 'none of Millrace';
  }
  return 'none';
}

export const foreignCodeSuite: readonly EngineCheck[] = [
  check(
    'a subscriber that always throws never receives its own failures, and is dropped after ten in a row',
    async (t) => {
      const three = threeSteps();
      const engine = await t.engine(three);
      let calls = 0;
      const dropped: boolean[] = [];
      engine.events$.subscribe((event) => {
        calls += 1;
        same(event.type === 'subscriber.failed', false);
        broken();
      });
      engine.events$.subscribe((event) => {
        if (event.type === 'subscriber.failed') dropped.push(event.dropped === true);
      });
      for (let run = 0; run < 3; run += 1) same(await t.result(await engine.start(three, 1)), 4);
      await t.until('the end of the subscriber', () => dropped.includes(true));
      same([calls, dropped.length, dropped.indexOf(true)], [10, 10, 9]);
    },
  ),

  check('a subscriber that rejects counts as one that throws', async (t) => {
    const three = threeSteps();
    const engine = await t.engine(three);
    const failures: string[] = [];
    engine.events$.subscribe((event) => {
      if (event.type === 'subscriber.failed') failures.push(event.failure.message);
    });
    const run = await engine.start(three, 1);
    const rejecting: () => unknown = async () => {
      await turn();
      broken();
    };
    run.events$.subscribe(rejecting);
    same(await t.result(run), 4);
    await t.until('the failure', () => failures.includes('broken'));
  }),

  check('a step that throws a value which cannot be read fails its run', async (t) => {
    const throwing = flowOf('throwing', () => {
      throw revokedProxy();
    });
    const engine = await t.engine(throwing);
    same(await codeOf(t.result(await engine.start(throwing, 1))), 'RUN_FAILED');
  }),

  check('a result that does not stop is reported, and its run ends', async (t) => {
    const begun: string[] = [];
    const hanging = flowOf('hanging', (_, { signal }) => {
      signal.addEventListener('abort', broken);
      begun.push('step');
      return { subscribe: () => broken };
    });
    const engine = await t.engine(hanging);
    const reported: string[] = [];
    engine.events$.subscribe((event) => {
      if (event.type === 'hook.failed') reported.push(event.failure.message);
    });
    const run = await engine.start(hanging, 1);
    await t.until('the step', () => begun.length > 0);
    await run.cancel();
    same(await codeOf(t.result(run)), 'RUN_CANCELLED');
    await t.until('both reports', () => reported.length === 2);
    same(reported, ['broken', 'broken']);
  }),

  check('no value that await would call is accepted as an input or a payload', async (t) => {
    const waiting = waitingFlow();
    const three = threeSteps();
    const engine = await t.engine(waiting, three);
    const thenable = { then: () => undefined } as never;
    same(await codeOf(engine.start(three, thenable)), 'INVALID_INPUT');
    const run = await engine.start(waiting, undefined);
    await t.reaches(run, 'waiting');
    same(await codeOf(engine.signal({ runId: run.id }, go, thenable)), 'INVALID_INPUT');
    await engine.signal({ runId: run.id }, go, 1);
    await t.result(run);
  }),

  check('a via that returns a promise fails the node that it leads to', async (t) => {
    const draft = flow<number>('mapped').nodes({ first: fn('first', (n: number) => n), done: exit<unknown>() });
    const mapped = draft.wire('first', { first: draft.to.done.via((n: number) => Promise.resolve(n)) });
    const engine = await t.engine(mapped);
    same(await codeOf(t.result(await engine.start(mapped, 1))), 'RUN_FAILED');
  }),
];
