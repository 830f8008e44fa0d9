import type { RunStreamEvent } from '../../../engine';
import { TerminalError } from '../../../errors';
import { flowOf, fn, node } from '../../../flow';
import { type ContextOf, MachineStep, Step, type StepFailure } from '../../../step';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { only } from '../flows';

/** One call of a flaky step. */
interface Call {
  readonly attempt: number;
  readonly key: string;
  readonly at: number;
}

/** Returns a step that fails a number of times, then succeeds. */
function flaky(failures: number, calls: Call[], error: () => Error = () => new Error('not yet')) {
  return fn('flaky', (n: number, ctx) => {
    calls.push({ attempt: ctx.attempt, key: ctx.idempotencyKey, at: ctx.now() });
    if (calls.length <= failures) throw error();
    return n;
  });
}

const retries = (events: readonly RunStreamEvent[]) => events.filter(({ type }) => type === 'step.retrying').length;

export const retrySuite: readonly EngineCheck[] = [
  check('a step without a retry policy has one attempt', async (t) => {
    const calls: Call[] = [];
    const once = only('once', flaky(1, calls));
    const engine = await t.engine(once);
    await refuses(t.resultInTime(await engine.start(once, 1)), 'RUN_FAILED');
    same(calls.length, 1);
  }),

  check('a step has as many attempts as its policy allows, counted from 1, with one idempotency key', async (t) => {
    const calls: Call[] = [];
    const policy = { maxAttempts: 3, initial: 100, jitter: false };
    const thrice = only('thrice', node(flaky(9, calls), { retry: policy }));
    const engine = await t.engine(thrice);
    const run = await engine.start(thrice, 1);
    await refuses(t.resultInTime(run), 'RUN_FAILED');
    await t.advance(60_000);
    const key = `${run.id}:main#1`;
    same(
      calls.map((call) => [call.attempt, call.key]),
      [
        [1, key],
        [2, key],
        [3, key],
      ],
    );
  }),

  check('a successful attempt ends the attempts, and its event has their number', async (t) => {
    const calls: Call[] = [];
    const policy = { maxAttempts: 5, initial: 100, jitter: false };
    const second = only('second', node(flaky(1, calls), { retry: policy }));
    const engine = await t.engine(second);
    const run = await engine.start(second, 7, { retainedEvents: 100 });
    same([await t.resultInTime(run), calls.length], [7, 2]);
    const completed = (await t.eventsToEnd(run)).flatMap((event) =>
      event.type === 'step.completed' ? [event.attempt] : [],
    );
    same(completed, [2]);
  }),

  check('waits between attempts grow by the policy, up to its maximum, and are not shortened', async (t) => {
    const calls: Call[] = [];
    const policy = { maxAttempts: 4, initial: '2s', factor: 3, max: '10s', jitter: false } as const;
    const slow = only('slow', node(flaky(3, calls), { retry: policy }));
    const engine = await t.engine(slow);
    const run = await engine.start(slow, 1, { retainedEvents: 100 });
    same(await t.resultInTime(run), 1);
    const waits = [2000, 6000, 10_000];
    const reported = (await t.eventsToEnd(run)).flatMap((event) =>
      event.type === 'step.retrying' ? [event.data.delayMs] : [],
    );
    same(reported, waits);
    const cut = calls.flatMap(({ at }, index) =>
      at - (calls[index - 1]?.at ?? at) < (waits[index - 1] ?? 0) ? [index] : [],
    );
    same(cut, []);
  }),

  check('a wait that an error asks for replaces that of the policy', async (t) => {
    const calls: Call[] = [];
    const busy = () => Object.assign(new Error('busy'), { retryAfterMs: 30_000 });
    const asked = only('asked', node(flaky(1, calls, busy), { retry: { maxAttempts: 2, initial: 10, max: 20 } }));
    const engine = await t.engine(asked);
    const run = await engine.start(asked, 1);
    const events = t.watch(run);
    await t.until('the attempt to have failed', () => retries(events) === 1);
    await t.advance(29_999);
    same(calls.length, 1);
    same(await t.resultInTime(run), 1);
  }),

  check('terminal errors and bugs are not retried', async (t) => {
    for (const error of [() => new TerminalError('final'), () => new TypeError('undefined is not a function')]) {
      const calls: Call[] = [];
      const final = only('final', node(flaky(9, calls, error), { retry: { maxAttempts: 5, initial: 10 } }));
      const engine = await t.engine(final);
      await refuses(t.resultInTime(await engine.start(final, 1)), 'RUN_FAILED');
      same(calls.length, 1);
      await t.stop(engine);
    }
  }),

  check('`retryIf` decides on retries, with the live error and the number of the attempt', async (t) => {
    class Fussy extends Error {}
    const asked: unknown[] = [];
    const retryIf = (error: unknown, attempt: number) => {
      asked.push([error instanceof Fussy, attempt]);
      return attempt < 2;
    };
    const calls: Call[] = [];
    const fussy = only(
      'fussy',
      node(
        flaky(9, calls, () => new Fussy('no')),
        { retry: { maxAttempts: 5, initial: 10, retryIf } },
      ),
    );
    const engine = await t.engine(fussy);
    await refuses(t.resultInTime(await engine.start(fussy, 1)), 'RUN_FAILED');
    same(asked, [
      [true, 1],
      [true, 2],
    ]);
    same(calls.length, 2);
  }),

  check(
    'after the last attempt the fallback receives the input and the failure, and returns the outcome',
    async (t) => {
      @Step({ retry: { maxAttempts: 2, initial: 10, jitter: false } })
      class Guarded extends MachineStep<number, string> {
        execute(): string {
          throw new Error('down');
        }
        override fallback({ input, failure }: StepFailure<number>) {
          return `${input} ${failure.message}`;
        }
      }
      const guarded = flowOf('guarded', Guarded);
      const engine = await t.engine(guarded);
      const run = await engine.start(guarded, 3, { retainedEvents: 100 });
      same(await t.resultInTime(run), '3 down');
      const reported = (await t.eventsToEnd(run)).flatMap((event) =>
        event.type === 'fallback.started' ? [event.data.attempts] : [],
      );
      same(reported, [2]);
    },
  ),

  check('hooks are called around attempts: `skip` before, `onFailure` after each failure, `onSuccess`', async (t) => {
    const log: string[] = [];
    @Step({ retry: { maxAttempts: 3, initial: 10 } })
    class Hooked extends MachineStep<number, number> {
      override skip(input: number) {
        log.push('skip');
        return input < 0 ? { instead: 0 } : undefined;
      }
      execute(input: number, { attempt }: ContextOf<this>) {
        log.push(`execute ${attempt}`);
        if (attempt === 1) throw new Error('once');
        return input * 2;
      }
      override onFailure(error: unknown) {
        log.push(error instanceof Error ? error.message : 'no error');
        throw new Error('a hook that fails is ignored');
      }
      override onSuccess(output: number) {
        log.push(`success ${output}`);
      }
    }
    const hooked = flowOf('hooked', Hooked);
    const engine = await t.engine(hooked);
    engine.events$.subscribe(({ type }) => {
      if (type === 'hook.failed') log.push(type);
    });
    same(await t.resultInTime(await engine.start(hooked, 3)), 6);
    same(log.splice(0), ['skip', 'execute 1', 'once', 'hook.failed', 'execute 2', 'success 6']);
    const skipped = await engine.start(hooked, -1, { retainedEvents: 100 });
    same([await t.resultInTime(skipped), log], [0, ['skip']]);
    same(
      (await t.eventsToEnd(skipped)).some(({ type }) => type === 'step.skipped'),
      true,
    );
  }),
];
