import { all, any, type Composite, exit, flow, fn, pipe, race, settle, sleep } from '../../../flow';
import { check } from '../../check';
import { same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { fail, inc, only } from '../flows';
import { gate } from '../gate';

const double = fn('double', (n: number) => n * 2);
const broken = (message: string) =>
  pipe(
    fn('say', () => message),
    fail,
  );

export const joinSuite: readonly EngineCheck[] = [
  check('`all` runs its branches at once and returns their results by name', async (t) => {
    const [left, right] = [gate<number>('left'), gate<number>('right')];
    const both = only('both', all({ left: left.step, right: pipe(right.step, double) }));
    const engine = await t.engine(both);
    const run = await engine.start(both, 3);
    await t.until('both branches', () => left.entered.length === 1 && right.entered.length === 1);
    right.open();
    await t.idle();
    same(await run.status(), 'running');
    left.open();
    same(await t.result(run), { left: 3, right: 6 });
  }),

  check('the first failure of `all` aborts the other branches and fails the node', async (t) => {
    const other = gate<number>('other');
    const draft = flow('both').nodes({
      join: all({ bad: broken('no'), other: pipe(other.step, inc) }),
      done: exit<unknown>(),
      failed: exit<unknown>(),
    });
    const { to } = draft;
    const both = draft.wire('join', {
      join: {
        next: to.done,
        error: to.failed.via(({ failure }) => ({ code: failure.code, message: failure.message })),
      },
    });
    const engine = await t.engine(both);
    const run = await engine.start(both, 1, { retainedEvents: 100 });
    same(await t.result(run), { action: 'failed', value: { code: 'CHECK_FAILED', message: 'no' } });
    same(other.aborted, other.entered);
    other.open();
    await t.idle();
    const started = (await t.eventsToEnd(run)).flatMap((event) =>
      event.type === 'step.started' && event.path.includes('/other') ? [event.path] : [],
    );
    same(started.length <= 1, true);
  }),

  check('`all` with `until` ends early with the results so far', async (t) => {
    const slow = gate<number>('slow');
    const early = only('early', all({ quick: inc, slow: slow.step }, { until: ({ quick }) => quick === 2 }));
    const engine = await t.engine(early);
    same(await t.result(await engine.start(early, 1)), { quick: 2 });
    same(slow.aborted, slow.entered);
  }),

  check('`settle` returns the result of each branch, and never fails because of one', async (t) => {
    const settled = only('settled', settle({ good: inc, bad: broken('no') }));
    const engine = await t.engine(settled);
    const { good, bad } = await t.result(await engine.start(settled, 1));
    same([good, bad.ok, !bad.ok && bad.failure.message], [{ ok: true, item: 1, value: 2 }, false, 'no']);
  }),

  check('`any` takes the first branch that succeeds; its name is the action, and the others are aborted', async (t) => {
    const slow = gate<number>('slow');
    const draft = flow('first').nodes({
      first: any({ bad: broken('no'), slow: slow.step, quick: inc }),
      bad: exit<number>(),
      slow: exit<number>(),
      quick: exit<number>(),
    });
    const { to } = draft;
    const first = draft.wire('first', { first: { bad: to.bad, slow: to.slow, quick: to.quick } });
    const engine = await t.engine(first);
    same(await t.result(await engine.start(first, 1)), { action: 'quick', value: 2 });
    same(slow.aborted, slow.entered);
  }),

  check('`any` fails with all failures when every branch has failed', async (t) => {
    const draft = flow('none').nodes({
      first: any({ a: broken('no'), b: broken('never') }),
      done: exit<number>(),
      failed: exit<readonly unknown[]>(),
    });
    const { to } = draft;
    const none = draft.wire('first', {
      first: {
        a: to.done,
        b: to.done,
        error: to.failed.via(({ failure }) => [failure.code, failure.errors?.map(({ message }) => message)]),
      },
    });
    const engine = await t.engine(none);
    same(await t.result(await engine.start(none, 1)), {
      action: 'failed',
      value: ['ALL_BRANCHES_FAILED', ['no', 'never']],
    });
  }),

  check('`race` takes the first branch that settles, even one that fails', async (t) => {
    const slow = gate<number>('slow');
    const racing = (name: string, quick: Composite<number, { readonly next: number }>) => {
      const draft = flow(name).nodes({
        race: race({ slow: slow.step, quick }),
        slow: exit<number>(),
        quick: exit<number>(),
        failed: exit<string>(),
      });
      const { to } = draft;
      return draft.wire('race', {
        race: { slow: to.slow, quick: to.quick, error: to.failed.via(({ failure }) => failure.message) },
      });
    };
    const [won, lost] = [racing('won', inc), racing('lost', broken('no'))];
    const engine = await t.engine(won, lost);
    same(await t.result(await engine.start(won, 1)), { action: 'quick', value: 2 });
    same(await t.result(await engine.start(lost, 2)), { action: 'failed', value: 'no' });
    same(slow.aborted, slow.entered);
  }),

  check('a later result of an aborted branch has no effect', async (t) => {
    const late = gate<number>('late');
    const draft = flow('released').nodes({
      first: any({ late: late.step, quick: inc }),
      nap: sleep('1h'),
      done: exit<number>(),
    });
    const { to } = draft;
    const released = draft.wire('first', {
      first: { late: to.nap, quick: to.nap },
      nap: to.done.via(() => 0),
    });
    const engine = await t.engine(released);
    const run = await engine.start(released, 1);
    await t.reaches(run, 'waiting');
    const before = await engine.inspect(run.id);
    late.open();
    await t.idle();
    same(await engine.inspect(run.id), before);
  }),
];
