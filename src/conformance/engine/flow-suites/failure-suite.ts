import { isFailure, TerminalError } from '../../../errors';
import { choose, exit, flow, flowOf, fn, pipe } from '../../../flow';
import { type ContextOf, MachineStep, route, Step, type StepFailure } from '../../../step';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { fail, inc, only } from '../flows';

/** Returns thrown values that are hard to record. */
function oddErrors(): readonly unknown[] {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const hostile = new Error('hostile');
  Object.defineProperty(hostile, 'code', {
    get: () => {
      throw new Error('unreadable property');
    },
  });
  return [undefined, null, 'a string', 7, Symbol('odd'), cyclic, Object.freeze(new Error('frozen')), hostile, () => 1];
}

/** Returns a flow of one failing node, whose exit returns the failure. */
function caught(name: string, throws: () => unknown) {
  const draft = flow(name).nodes({
    broken: fn('broken', (_: string): string => {
      throw throws();
    }),
    done: exit<string>(),
    failed: exit<StepFailure<string>>(),
  });
  return draft.wire('broken', { broken: { next: draft.to.done, error: draft.to.failed } });
}

export const failureSuite: readonly EngineCheck[] = [
  check('a failed node takes its error edge, with its input and the failure as data', async (t) => {
    const flowOfCaught = caught('caught', () => new TerminalError('declined', { code: 'CARD_DECLINED' }));
    const engine = await t.engine(flowOfCaught);
    const outcome = await t.result(await engine.start(flowOfCaught, 'in'));
    if (outcome.action !== 'failed') throw new Error(`expected the exit "failed", got "${outcome.action}"`);
    const { input, failure } = outcome.value;
    same([input, failure.code, failure.message, failure.retryable], ['in', 'CARD_DECLINED', 'declined', false]);
    same([isFailure(failure, 'CARD_DECLINED'), isFailure(failure, 'TIMEOUT')], [true, false]);
  }),

  check('an unhandled failure is that of the run, and its result rejects with it', async (t) => {
    const failing = only('failing', fail);
    const engine = await t.engine(failing);
    const run = await engine.start(failing, 'no');
    const error = await t.failure(run);
    same(error instanceof Error && 'failure' in error && isFailure(error.failure as never, 'CHECK_FAILED'), true);
    same([await run.status(), (await engine.inspect(run.id))?.failure?.message], ['failed', 'no']);
    await refuses(run.result(), 'RUN_FAILED');
  }),

  check('a failure keeps the facts of its error, and the event its stack', async (t) => {
    const throws = () => Object.assign(new Error('busy'), { status: 503, requestId: 'r-1', make: () => 1 });
    const facts = { status: 503, requestId: 'r-1' };
    const flowOfCaught = caught('facts', throws);
    const failing = only(
      'facts-unhandled',
      fn('broken', (_: number): number => {
        throw throws();
      }),
    );
    const engine = await t.engine(flowOfCaught, failing);
    const outcome = await t.result(await engine.start(flowOfCaught, 'in'));
    if (outcome.action !== 'failed') throw new Error(`expected the exit "failed", got "${outcome.action}"`);
    same([outcome.value.failure.details, outcome.value.failure.stack], [facts, undefined]);
    const run = await engine.start(failing, 1);
    const events = await t.eventsToEnd(run);
    const told = events.flatMap((event) => ('failure' in event.data ? [event.data.failure] : []));
    const failures = [...told, (await engine.inspect(run.id))?.failure];
    same(
      failures.map((failure) => [failure?.details, failure?.stack?.includes('busy')]),
      [
        [facts, true],
        [facts, undefined],
        [facts, undefined],
      ],
    );
  }),

  check('a failure inside a flow or a pipe takes the error edge of the node around it', async (t) => {
    const inner = flowOf(
      'inner',
      pipe(
        inc,
        fn('broken', (n: number): number => {
          throw new Error(`at ${n}`);
        }),
      ),
    );
    const draft = flow('outer').nodes({ inner, done: exit<number>(), failed: exit<string>() });
    const { to } = draft;
    const outer = draft.wire('inner', {
      inner: { next: to.done, error: to.failed.via(({ input, failure }) => `${input} ${failure.message}`) },
    });
    const engine = await t.engine(outer);
    same(await t.result(await engine.start(outer, 1)), { action: 'failed', value: '1 at 2' });
  }),

  check('a mapping that throws is a failure of its target node', async (t) => {
    const draft = flow('mapped').nodes({ first: inc, second: inc, done: exit<number>(), failed: exit<string>() });
    const { to } = draft;
    const mapped = draft.wire('first', {
      first: to.second.via((): number => {
        throw new Error('no way');
      }),
      second: { next: to.done, error: to.failed.via(({ failure }) => failure.message) },
    });
    const engine = await t.engine(mapped);
    same(await t.result(await engine.start(mapped, 1)), { action: 'failed', value: 'no way' });
  }),

  check('any value that a step throws ends its run with a failure', async (t) => {
    const odd = oddErrors();
    const flows = odd.map((error, no) => caught(`odd-${no}`, () => error));
    const engine = await t.engine(...flows);
    for (const flowOfOdd of flows) {
      const outcome = await t.result(await engine.start(flowOfOdd, 'in'));
      same(outcome.action, 'failed');
      if (outcome.action === 'failed') same(typeof outcome.value.failure.message, 'string');
    }
  }),

  check('an undeclared action fails the step', async (t) => {
    const draft = flow('routed').nodes({
      look: choose('look', (n: number) => (n > 0 ? route('up', n) : route('sideways' as 'up', n))),
      up: exit<number>(),
      failed: exit<string>(),
    });
    const { to } = draft;
    const routed = draft.wire('look', {
      look: { up: to.up, error: to.failed.via(({ failure }) => failure.code) },
    });
    const engine = await t.engine(routed);
    same(await t.result(await engine.start(routed, 1)), { action: 'up', value: 1 });
    same(await t.result(await engine.start(routed, 0)), { action: 'failed', value: 'UNDECLARED_ACTION' });
  }),

  check('a step that emits a value and fails, or fails in a hook, also ends its run', async (t) => {
    @Step()
    class Noisy extends MachineStep<number, number, { note: string }> {
      execute(n: number, ctx: ContextOf<this>) {
        ctx.emit('note', 'about to fail');
        return n;
      }
      override onSuccess(): void {
        throw new TerminalError('not so fast', { code: 'TOO_FAST' });
      }
    }
    const noisy = flowOf('noisy', Noisy);
    const engine = await t.engine(noisy);
    const run = await engine.start(noisy, 1);
    await refuses(t.result(run), 'RUN_FAILED');
    same((await engine.inspect(run.id))?.failure?.code, 'TOO_FAST');
  }),
];
