import { all, exit, flow, fn, pipe } from '../../../flow';
import { type ContextOf, MachineStep, Step } from '../../../step';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { fail } from '../flows';
import { gate } from '../gate';

/** Returns a step class with a compensation, and the log of its calls. */
function undoable() {
  const log: string[] = [];
  @Step({ retry: { maxAttempts: 2, initial: 0 } })
  class Book extends MachineStep<string, string> {
    execute(what: string): string {
      return `${what}+`;
    }
    override compensate(
      { input, output }: { input: string; output: string },
      { path, attempt, idempotencyKey, runId }: ContextOf<this>,
    ): void {
      if (input.startsWith('flaky') && attempt === 1) throw new Error('not yet');
      if (input.startsWith('stuck')) throw new Error(`cannot undo ${input}`);
      log.push(`${path} ${input} ${output}`);
      if (idempotencyKey !== `${runId}:${path}`) log.push('another idempotency key');
    }
  }
  return { log, Book };
}

const failingAfterTwo = (name: string) => {
  const { log, Book } = undoable();
  const draft = flow(name).nodes({ first: Book, second: Book, fail, done: exit<never>() });
  const { to } = draft;
  return { log, flow: draft.wire('first', { first: to.second, second: to.fail, fail: to.done }) };
};

export const compensationSuite: readonly EngineCheck[] = [
  check('a failed run compensates its committed steps, newest first, with their inputs and outputs', async (t) => {
    const { log, flow: undone } = failingAfterTwo('undone');
    const engine = await t.engine(undone);
    const run = await engine.start(undone, 'a', { retainedEvents: 100 });
    await refuses(t.result(run), 'RUN_FAILED');
    same(log, ['second#1 a+ a++', 'first#1 a a+']);
    const reported = (await t.eventsToEnd(run)).flatMap(({ type }) => (type.startsWith('compensation') ? [type] : []));
    const each = ['compensation.started', 'compensation.completed'];
    same(reported, [...each, ...each]);
    same([await run.status(), (await engine.inspect(run.id))?.failure?.message], ['failed', 'a++']);
  }),

  check('compensations are retried; one that finally fails hides neither the failure nor the others', async (t) => {
    const { log, flow: undone } = failingAfterTwo('undone');
    const engine = await t.engine(undone);
    await refuses(t.resultInTime(await engine.start(undone, 'flaky')), 'RUN_FAILED');
    same(log, ['second#1 flaky+ flaky++', 'first#1 flaky flaky+']);
    const stuck = await engine.start(undone, 'stuck');
    await refuses(t.resultInTime(stuck), 'RUN_FAILED');
    const { failure, compensationFailures } = (await engine.inspect(stuck.id)) ?? {};
    same(failure?.message, 'stuck++');
    same(
      compensationFailures?.map(({ message }) => message),
      ['cannot undo stuck+', 'cannot undo stuck'],
    );
  }),

  check('an exit with `compensate` undoes the committed steps, and the run completes', async (t) => {
    const { log, Book } = undoable();
    const draft = flow('returned').nodes({
      book: Book,
      fail,
      done: exit<never>(),
      returned: exit<string>({ compensate: true }),
    });
    const { to } = draft;
    const returned = draft.wire('book', {
      book: to.fail,
      fail: { next: to.done, error: to.returned.via(({ failure }) => failure.message) },
    });
    const engine = await t.engine(returned);
    const run = await engine.start(returned, 'a');
    same(await t.result(run), { action: 'returned', value: 'a+' });
    same([log, await run.status()], [['book#1 a a+'], 'completed']);
  }),

  check('a run that completes undoes nothing', async (t) => {
    const { log, Book } = undoable();
    const draft = flow('kept').nodes({ book: Book, done: exit<string>() });
    const kept = draft.wire('book', { book: draft.to.done });
    const engine = await t.engine(kept);
    same(await t.result(await engine.start(kept, 'a')), 'a+');
    await t.idle();
    same(log, []);
  }),

  check('a cancellation compensates only if requested', async (t) => {
    const { log, Book } = undoable();
    const held = gate<string>();
    const draft = flow('cancelled').nodes({ book: Book, gate: held.step, done: exit<string>() });
    const { to } = draft;
    const cancelled = draft.wire('book', { book: to.gate, gate: to.done });
    const engine = await t.engine(cancelled);
    const [kept, undone] = [await engine.start(cancelled, 'a'), await engine.start(cancelled, 'b')];
    await t.until('both steps', () => held.entered.length === 2);
    await kept.cancel();
    await refuses(t.result(kept), 'RUN_CANCELLED');
    await undone.cancel({ reason: 'no more', compensate: true });
    await refuses(t.resultInTime(undone), 'RUN_CANCELLED');
    same(log, ['book#1 b b+']);
  }),

  check('the committed steps of branches and inner flows are undone with the run', async (t) => {
    const { log, Book } = undoable();
    const inner = flow('inner').nodes({ book: Book, done: exit<string>() });
    const flowOfOne = inner.wire('book', { book: inner.to.done });
    const draft = flow('outer').nodes({
      inside: flowOfOne,
      both: all({ left: Book, right: pipe(Book, Book) }),
      join: fn('join', ({ left, right }: { readonly left: string; readonly right: string }) => left + right),
      fail,
      done: exit<never>(),
    });
    const { to } = draft;
    const outer = draft.wire('inside', { inside: to.both, both: to.join, join: to.fail, fail: to.done });
    const engine = await t.engine(outer);
    await refuses(t.result(await engine.start(outer, 'a')), 'RUN_FAILED');
    same(log.at(-1), 'inside#1/book#1 a a+');
    same(
      log
        .slice(0, -1)
        .map((line) => line.split(' ')[0])
        .sort(),
      ['both#1/left#1', 'both#1/right#1/part1#1', 'both#1/right#1/part2#1'],
    );
  }),
];
