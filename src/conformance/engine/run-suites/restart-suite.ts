import { exit, flow, fn, pipe, sleep } from '../../../flow';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { DurableCheck } from '../engine-check';
import { go, inc, only, threeSteps, waitingFlow } from '../flows';
import { gate } from '../gate';

/** Returns a flow of three steps, of which the second one is held, and the log of executions. */
function heldFlow() {
  const log: string[] = [];
  const held = gate<number>('held');
  const noted = (name: string) =>
    fn(name, (n: number, { idempotencyKey, runId }) => {
      log.push(`${name} ${idempotencyKey.replace(runId, 'run')}`);
      return n + 1;
    });
  const draft = flow('held').nodes({
    a: noted('a'),
    b: pipe(noted('b'), held.step),
    c: noted('c'),
    done: exit<number>(),
  });
  const { to } = draft;
  return { log, held, flow: draft.wire('a', { a: to.b, b: to.c, c: to.done }) };
}

export const restartSuite: readonly DurableCheck[] = [
  check('a run continues on another engine; committed steps are not executed again', async (t) => {
    const { log, held, flow: flowOfThree } = heldFlow();
    const first = await t.engine(flowOfThree);
    const { id } = await first.start(flowOfThree, 1);
    await t.until('the step', () => held.entered.length === 1);
    await t.stop(first);
    same(held.aborted, [3]);
    const second = await t.engine(flowOfThree);
    await t.inTime('the step to be executed again', () => held.entered.length === 2);
    held.open();
    const run = await second.get(id);
    same(run && (await t.result(run)), 4);
    same(log, ['a run:a#1', 'b run:b#1/part1#1', 'c run:c#1']);
  }),

  check('an engine that does not know the flow of a run tells everything about it, and the same result', async (t) => {
    const one = threeSteps('one-exit');
    const { to, wire } = flow('two-exits').nodes({ add: inc, done: exit<number>(), never: exit<number>() });
    const two = wire('add', { add: { next: to.done, error: to.never.via(() => 0) } });
    const first = await t.engine(one, two);
    const runs = [await first.start(one, 1), await first.start(two, 1)];
    const results = await Promise.all(runs.map((run) => t.result<unknown>(run)));
    same(results, [4, { action: 'done', value: 2 }]);
    const second = await t.engine();
    for (const [index, { id }] of runs.entries()) {
      const run = await second.get(id);
      same(run && (await t.result<unknown>(run)), results[index]);
      const { items } = await second.history(id);
      same(items, (await first.history(id)).items);
      same(run && (await t.eventsToEnd(run)).length, items.length);
      same(await second.inspect(id), await first.inspect(id));
    }
  }),

  check('the feed of a run has all of its events, whichever engine executed it', async (t) => {
    const { held, flow: flowOfThree } = heldFlow();
    const first = await t.engine(flowOfThree);
    const { id } = await first.start(flowOfThree, 1);
    await t.until('the step', () => held.entered.length === 1);
    const watching = await t.engine();
    const events: unknown[] = [];
    const run = await watching.get(id);
    const following = (async () => {
      for await (const entry of run?.feed() ?? []) if (entry.kind === 'event') events.push(entry.event);
    })();
    await t.inTime('the first events', () => events.length > 0);
    await t.stop(first);
    const second = await t.engine(flowOfThree);
    await t.inTime('the step to be executed again', () => held.entered.length === 2);
    held.open();
    const story = run ? await t.eventsToEnd(run) : [];
    await t.inTime('the feed to end', () => events.length === story.length);
    await t.settle('the feed to end', following);
    same(events, story);
    same(events, (await second.history(id, { limit: 100 })).items);
  }),

  check('an engine whose clock is apart by a minute takes no run from another that lives', async (t) => {
    const { held, flow: flowOfThree } = heldFlow();
    const first = await t.engine(flowOfThree);
    const run = await first.start(flowOfThree, 1);
    await t.until('the step', () => held.entered.length === 1);
    await t.engineAhead(60_000, flowOfThree);
    await t.engineAhead(-60_000, flowOfThree);
    // In small steps, because a storage on a disk needs real time for each renewal.
    for (let second = 0; second < 90; second += 1) {
      await t.advance(1000);
      await t.idle();
    }
    same(held.entered.length, 1);
    held.open();
    same(await t.result(run), 4);
  }),

  check('an interrupted step is executed again, with its idempotency key', async (t) => {
    const keys: string[] = [];
    let release: () => void = () => undefined;
    const slow = fn('slow', async (n: number, { idempotencyKey }) => {
      keys.push(idempotencyKey);
      if (keys.length === 1)
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      return n;
    });
    const again = only('again', slow);
    const first = await t.engine(again);
    const { id } = await first.start(again, 7);
    await t.until('the step', () => keys.length === 1);
    await t.stop(first);
    const second = await t.engine(again);
    await t.inTime('the run to end', async () => (await second.inspect(id))?.status === 'completed');
    release();
    await t.idle();
    const run = await second.get(id);
    same(run && (await t.result(run)), 7);
    same(keys, [`${id}:main#1`, `${id}:main#1`]);
  }),

  check('an acknowledged start, signal or cancellation is not lost with its engine', async (t) => {
    const [three, waiting] = [threeSteps(), waitingFlow()];
    const first = await t.engine(three, waiting);
    const signalled = await first.start(waiting, undefined);
    const cancelled = await first.start(waiting, undefined);
    await t.reaches(signalled, 'waiting');
    await t.reaches(cancelled, 'waiting');
    const [started] = await Promise.all([
      first.start(three, 1),
      first.signal({ runId: signalled.id }, go, 5),
      cancelled.cancel({ reason: 'not needed' }),
    ]);
    await t.stop(first);
    const second = await t.engine(three, waiting);
    const [a, b, c] = await Promise.all([started, signalled, cancelled].map(({ id }) => second.get(id)));
    if (!a || !b || !c) throw new Error('expected all runs to be known');
    same([await t.resultInTime(a), await t.resultInTime(b)], [4, 6]);
    await refuses(t.resultInTime(c), 'RUN_CANCELLED');
  }),

  check('a sleep survives a restart, and ends in time although no engine ran in between', async (t) => {
    const nap = only(
      'nap',
      pipe(
        sleep('10d'),
        fn('say', () => 'awake'),
      ),
    );
    const first = await t.engine(nap);
    const { id } = await first.start(nap, undefined);
    await t.until('the run to wait', async () => (await first.inspect(id))?.status === 'waiting');
    await t.stop(first);
    await t.advance(9 * 86_400_000);
    const second = await t.engine(nap);
    await t.idle();
    same((await second.inspect(id))?.status, 'waiting');
    await t.stop(second);
    await t.advance(2 * 86_400_000);
    const third = await t.engine(nap);
    await t.inTime('the run to end', async () => (await third.inspect(id))?.status === 'completed');
  }),

  check('a paused run stays paused after a restart, and is resumed by another engine', async (t) => {
    const waiting = waitingFlow();
    const first = await t.engine(waiting);
    const run = await first.start(waiting, undefined);
    await t.reaches(run, 'waiting');
    await run.pause();
    await t.reaches(run, 'paused');
    await first.signal({ runId: run.id }, go, 1);
    await t.stop(first);
    const second = await t.engine(waiting);
    await t.advance(5000);
    const known = await second.get(run.id);
    if (!known) throw new Error('expected the run to be known');
    same(await known.status(), 'paused');
    await known.resume();
    same(await t.resultInTime(known), 2);
  }),

  check('idempotency keys of starts and signals are known to other engines, and after a restart', async (t) => {
    const waiting = waitingFlow();
    const [first, second] = [await t.engine(waiting), await t.engine(waiting)];
    const run = await first.start(waiting, undefined, { idempotencyKey: 'k' });
    same((await second.start(waiting, undefined, { idempotencyKey: 'k' })).id, run.id);
    await second.signal({ runId: run.id }, go, 1, { idempotencyKey: 's' });
    await t.stop(first);
    const third = await t.engine(waiting);
    same((await third.start('waiting', undefined, { idempotencyKey: 'k' })).id, run.id);
    await refuses(third.start(waiting, 'other', { idempotencyKey: 'k' }), 'IDEMPOTENCY_CONFLICT');
    await third.signal({ runId: run.id }, go, 1, { idempotencyKey: 's' });
    await refuses(third.signal({ runId: run.id }, go, 2, { idempotencyKey: 's' }), 'IDEMPOTENCY_CONFLICT');
    const known = await third.get(run.id);
    same(known && (await t.resultInTime(known)), 2);
  }),

  check('the events and the outcome of a run are available from any engine, from the first event on', async (t) => {
    const waiting = waitingFlow();
    const [first, second] = [await t.engine(waiting), await t.engine(waiting)];
    const run = await first.start(waiting, undefined);
    await t.reaches(run, 'waiting');
    const elsewhere = await second.get(run.id);
    if (!elsewhere) throw new Error('expected the run to be known');
    const live = t.watch(elsewhere);
    await second.signal({ runId: run.id }, go, 1);
    same([await t.resultInTime(elsewhere), await t.resultInTime(run)], [2, 2]);
    const story = await t.eventsToEnd(run);
    await t.inTime('the last event', () => live.length === story.length);
    same(live, story);
    same(
      story.map(({ seq }) => seq),
      story.map((_, index) => index + 1),
    );
    await t.stop(first);
    same(await t.eventsToEnd(elsewhere), story);
  }),

  check('engines that share their runs never execute a step twice', async (t) => {
    const calls = new Map<number, number>();
    const counted = fn('count', (n: number) => {
      calls.set(n, (calls.get(n) ?? 0) + 1);
      return n;
    });
    const shared = only(
      'shared',
      pipe(
        counted,
        sleep('2s'),
        fn('end', () => 'done'),
      ),
    );
    const engines = [await t.engine(shared), await t.engine(shared), await t.engine(shared)];
    const runs = [];
    for (let n = 0; n < 12; n += 1) {
      const run = await engines[n % 3]?.start(shared, n);
      if (run) runs.push(run);
    }
    for (const run of runs) same(await t.resultInTime(run), 'done');
    same([calls.size, Math.max(...calls.values())], [12, 1]);
  }),

  check('a queue is shared by all engines, and a permit is passed on when its engine has stopped', async (t) => {
    const held = gate<number>();
    const draft = flow('limited', { concurrency: { limit: 1 } }).nodes({ gate: held.step, inc, done: exit<number>() });
    const limited = draft.wire('gate', { gate: draft.to.inc, inc: draft.to.done });
    const [first, second] = [await t.engine(limited), await t.engine(limited)];
    const runs = [await first.start(limited, 1), await second.start(limited, 2)] as const;
    await t.until('the first', () => held.entered.length === 1);
    await t.advance(3000);
    same([held.entered, await runs[1].status()], [[1], 'pending']);
    await t.stop(first);
    // Either engine may have executed it. If that one was stopped, the other one continues, and the second run still
    // waits.
    if (held.aborted.length > 0) await t.inTime('the first elsewhere', () => held.entered.length === 2);
    same(held.entered.includes(2), false);
    held.open();
    await t.inTime('the second', () => held.entered.includes(2));
    held.open();
    const elsewhere = await second.get(runs[1].id);
    same(elsewhere && (await t.resultInTime(elsewhere)), 3);
  }),
];
