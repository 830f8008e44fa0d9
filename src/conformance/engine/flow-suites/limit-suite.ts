import { exit, flow, fn, node, sleep, waitFor, within } from '../../../flow';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { fail, go, inc, only } from '../flows';
import { gate } from '../gate';

/** Returns the code of the failure of a run. */
function codeOf(error: unknown): unknown {
  const failure = typeof error === 'object' && error !== null && 'failure' in error ? error.failure : undefined;
  return typeof failure === 'object' && failure !== null && 'code' in failure ? failure.code : undefined;
}

export const limitSuite: readonly EngineCheck[] = [
  check('an attempt that takes longer than its timeout is aborted and fails', async (t) => {
    const hanging = gate<number>();
    const timed = only('timed', node(hanging.step, { timeout: '5s' }));
    const engine = await t.engine(timed);
    const run = await engine.start(timed, 1);
    const result = t.failure(run);
    await t.until('the step', () => hanging.entered.length === 1);
    await t.advance(4999);
    same([hanging.aborted, await run.status()], [[], 'running']);
    await t.advance(1);
    same(codeOf(await result), 'TIMEOUT');
    same(hanging.aborted, [1]);
  }),

  check('after a timeout the next attempt begins, and a later result of the first is dropped', async (t) => {
    const answers: ((value: string) => void)[] = [];
    const slow = fn('slow', () => new Promise<string>((resolve) => answers.push(resolve)));
    const timed = only('timed', node(slow, { timeout: '5s', retry: { maxAttempts: 2, initial: 0 } }));
    const engine = await t.engine(timed);
    const run = await engine.start(timed, undefined);
    await t.until('the first attempt', () => answers.length === 1);
    await t.advance(5000);
    await t.inTime('the second attempt', () => answers.length === 2);
    answers[0]?.('late');
    await t.idle();
    same(await run.status(), 'running');
    answers[1]?.('in time');
    same(await t.result(run), 'in time');
  }),

  check('the deadline of a node includes all attempts and the waits between them', async (t) => {
    let attempts = 0;
    const broken = fn('broken', (): number => {
      attempts += 1;
      throw new Error('down');
    });
    const policy = { maxAttempts: 9, initial: '4s', factor: 1, jitter: false } as const;
    const limited = only('limited', node(broken, { retry: policy, deadline: '10s' }));
    const engine = await t.engine(limited);
    const run = await engine.start(limited, 1);
    const events = t.watch(run);
    const result = run.result().catch(codeOf);
    // In steps, because a storage on a disk needs real time for each attempt.
    for (const attempt of [1, 2]) {
      await t.until(
        'the next attempt to fail',
        () => events.filter(({ type }) => type === 'step.retrying').length === attempt,
      );
      await t.advance(4000);
    }
    await t.until('the last attempt', () => attempts === 3);
    await t.inTime('the end', async () => (await run.status()) === 'failed');
    same(await result, 'DEADLINE_EXCEEDED');
    await t.advance(60_000);
    same(attempts, 3);
  }),

  check('the deadline of a run applies, whatever it waits for', async (t) => {
    const hanging = gate<number>();
    const draft = flow('limited').nodes({ gate: hanging.step, nap: sleep('1h'), add: inc, done: exit<number>() });
    const { to, out } = draft;
    const limited = draft.wire('gate', { gate: to.nap, nap: to.add.from(out.gate), add: to.done });
    const engine = await t.engine(limited);
    const executing = await engine.start(limited, 1, { deadline: '10s' });
    const asleep = await engine.start(limited, 2, { deadline: '10s' });
    const codes = [executing, asleep].map((run) => run.result().catch(codeOf));
    await t.until('the steps', () => hanging.entered.length === 2);
    hanging.open(2);
    await t.reaches(asleep, 'waiting');
    await t.advance(9999);
    same([await executing.status(), await asleep.status()], ['running', 'waiting']);
    await t.advance(1);
    await t.inTime(
      'both to end',
      async () => (await asleep.status()) === 'failed' && (await executing.status()) === 'failed',
    );
    same(await Promise.all(codes), ['DEADLINE_EXCEEDED', 'DEADLINE_EXCEEDED']);
    same(hanging.aborted, [1]);
  }),

  check('a timeout has no effect on a step that ends in time', async (t) => {
    const quick = only('quick', node(inc, { timeout: '5s', deadline: '9s' }));
    const engine = await t.engine(quick);
    const run = await engine.start(quick, 1, { deadline: '20s', retainedEvents: 100 });
    same(await t.result(run), 2);
    await t.advance(60_000);
    same(
      [await run.status(), (await t.eventsToEnd(run)).some(({ type }) => type === 'timer.fired')],
      ['completed', false],
    );
  }),

  check('a node under `within` is overdue after its time, and `overdue` carries its input', async (t) => {
    const draft = flow('within').nodes({
      wait: within(waitFor(go), '48h'),
      done: exit<number>(),
      late: exit<string>(),
    });
    const { to } = draft;
    const limited = draft.wire('wait', {
      wait: { next: to.done, overdue: to.late.via((input) => `${String(input)} was late`) },
    });
    const engine = await t.engine(limited);
    const [late, early] = [await engine.start(limited, 'a'), await engine.start(limited, 'b')];
    for (const run of [late, early]) await t.reaches(run, 'waiting');
    await t.advance(48 * 3_600_000 - 1);
    same(await late.status(), 'waiting');
    await engine.signal({ runId: early.id }, go, 1);
    same(await t.result(early), { action: 'done', value: 1 });
    await t.advance(1);
    same(await t.resultInTime(late), { action: 'late', value: 'a was late' });
    await refuses(engine.signal({ runId: late.id }, go, 1), 'RUN_FINISHED');
  }),

  check('`within` aborts an executing node; a failure in time is not overdue', async (t) => {
    const hanging = gate<string>();
    const draft = flow('within').nodes({
      work: within(hanging.step, '10s'),
      fail: within(fail, '10s'),
      done: exit<string>(),
      late: exit<string>(),
      failed: exit<string>(),
    });
    const { to } = draft;
    const limited = draft.wire('work', {
      work: { next: to.fail, overdue: to.late },
      fail: { next: to.done, overdue: to.late, error: to.failed.via(({ failure }) => failure.message) },
    });
    const engine = await t.engine(limited);
    const late = await engine.start(limited, 'a');
    await t.until('the step', () => hanging.entered.length === 1);
    await t.advance(10_000);
    same(await t.resultInTime(late), { action: 'late', value: 'a' });
    same(hanging.aborted, ['a']);
    const failing = await engine.start(limited, 'b');
    await t.until('the step', () => hanging.entered.length === 2);
    hanging.open();
    same(await t.result(failing), { action: 'failed', value: 'b' });
  }),
];
