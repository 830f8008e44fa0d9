import type { DurableEngine } from '../../../engine';
import { exit, type Flow, flow, fn, waitFor } from '../../../flow';
import { HumanStep, MachineStep, Step, type StepContext } from '../../../step';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { DurableCheck } from '../engine-check';
import { go, inc, threeSteps, waitingFlow } from '../flows';
import { numberSchema } from '../number-schema';

/** Returns a flow of three steps, of which the second one fails until it is repaired. */
function fragile() {
  const service = { broken: true, calls: [] as number[], keys: new Set<string>() };
  const call = fn('call', (n: number, { idempotencyKey }) => {
    service.calls.push(n);
    service.keys.add(idempotencyKey);
    if (service.broken) throw new Error('down');
    return n * 10;
  });
  const draft = flow('fragile').nodes({ a: inc, call, b: inc, done: exit<number>() });
  const { to } = draft;
  return { service, flow: draft.wire('a', { a: to.call, call: to.b, b: to.done }) };
}

@Step({ form: numberSchema })
class Ask extends HumanStep<unknown, number, { answered: number }> {
  request() {
    return { title: 'How many?' };
  }
  complete(form: number) {
    return this.to('answered', form);
  }
}

function askingFlow(): Flow<unknown, { readonly next: number }> {
  const draft = flow('asking').nodes({ main: Ask, done: exit<number>() });
  return draft.wire('main', { main: { answered: draft.to.done } });
}

/** Returns all events of a run, read page by page. */
async function history(engine: DurableEngine, runId: string) {
  const events = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: Awaited<ReturnType<DurableEngine['history']>> = await engine.history(runId, { after, limit: 2 });
    events.push(...page.items);
    after = page.next;
  }
  return events;
}

function renamed(version: string): Flow<unknown, { readonly next: number }> {
  const draft = flow('waiting', { version }).nodes({ pause: waitFor(go), add: inc, more: inc, done: exit<number>() });
  const { to } = draft;
  return draft.wire('pause', { pause: to.add, add: to.more, more: to.done });
}

export const administrationSuite: readonly DurableCheck[] = [
  check('a redrive continues a failed run where it failed, with the same idempotency key', async (t) => {
    const { service, flow: flowOfThree } = fragile();
    const engine = await t.engine(flowOfThree);
    const run = await engine.start(flowOfThree, 1);
    await t.failure(run);
    service.broken = false;
    same(await t.result(await engine.redrive(run.id)), 21);
    same([service.calls, service.keys.size, await run.status()], [[2, 2], 1, 'completed']);
    const events = await history(engine, run.id);
    same(
      events.map(({ seq }) => seq),
      events.map((_, index) => index + 1),
    );
    same(events.filter(({ type }) => type === 'run.redriven').length, 1);
  }),

  check('a redrive with another input visits the failed node again, with another key', async (t) => {
    const { service, flow: flowOfThree } = fragile();
    const engine = await t.engine(flowOfThree);
    const run = await engine.start(flowOfThree, 1);
    await t.failure(run);
    service.broken = false;
    same(await t.result(await engine.redrive(run.id, { input: 7 })), 71);
    same(
      [service.calls, [...service.keys]],
      [
        [2, 7],
        [`${run.id}:call#1`, `${run.id}:call#2`],
      ],
    );
  }),

  check('another engine redrives a run after the first has stopped; one that fails again stays failed', async (t) => {
    const { service, flow: flowOfThree } = fragile();
    const first = await t.engine(flowOfThree);
    const { id } = await first.start(flowOfThree, 1);
    await t.until('the failure', async () => (await first.inspect(id))?.status === 'failed');
    await t.stop(first);
    const second = await t.engine(flowOfThree);
    await t.failure(await second.redrive(id));
    same((await second.inspect(id))?.status, 'failed');
    service.broken = false;
    same(await t.result(await second.redrive(id)), 21);
  }),

  check('all failed runs of a filter are redriven', async (t) => {
    const { service, flow: flowOfThree } = fragile();
    const engine = await t.engine(flowOfThree);
    const runs = [];
    for (const tag of ['red', 'red', 'blue']) runs.push(await engine.start(flowOfThree, 1, { tags: [tag] }));
    for (const run of runs) await t.failure(run);
    service.broken = false;
    const { redriven, refused } = await engine.redriveAll({ tag: 'red' });
    same([redriven, refused], [[runs[0]?.id, runs[1]?.id], []]);
    await t.until('both', async () => (await engine.list({ status: 'completed' })).items.length === 2);
    same(
      (await engine.list({ status: 'failed' })).items.map(({ id }) => id),
      [runs[2]?.id],
    );
  }),

  check('a run that has undone its work is redriven from its earliest undone step, with new keys', async (t) => {
    const service = { broken: true, keys: [] as string[] };
    @Step()
    class Book extends MachineStep<number, number> {
      execute(n: number, { idempotencyKey }: StepContext) {
        service.keys.push(idempotencyKey);
        return n * 10;
      }
      override compensate(): void {
        // Only the call matters.
      }
    }
    const ship = fn('ship', (n: number) => {
      if (service.broken) throw new Error('down');
      return n + 1;
    });
    const draft = flow<number>('undone').nodes({ first: inc, book: Book, ship, done: exit<number>() });
    const { to } = draft;
    const undone = draft.wire('first', { first: to.book, book: to.ship, ship: to.done });
    const engine = await t.engine(undone);
    const run = await engine.start(undone, 1);
    await t.failure(run);
    service.broken = false;
    same(await t.result(await engine.redrive(run.id)), 21);
    same(service.keys, [`${run.id}:book#1`, `${run.id}:book#2`]);
  }),

  check('a redrive of a run that has not failed, or is unknown, is refused', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const run = await engine.start(waiting, undefined);
    await t.reaches(run, 'waiting');
    await refuses(engine.redrive(run.id), 'WRONG_STATE');
    await refuses(engine.redrive('unknown'), 'UNKNOWN_RUN');
    same(await run.status(), 'waiting');
  }),

  check('a fork is a separate run that continues from a step of another one', async (t) => {
    const calls: string[] = [];
    const noted = (name: string) =>
      fn(name, (n: number) => {
        calls.push(name);
        return n + 1;
      });
    const draft = flow('forked').nodes({ a: noted('a'), b: noted('b'), c: noted('c'), done: exit<number>() });
    const { to } = draft;
    const forked = draft.wire('a', { a: to.b, b: to.c, c: to.done });
    const engine = await t.engine(forked);
    const run = await engine.start(forked, 1, { tags: ['red'] });
    await t.result(run);
    const before = await engine.inspect(run.id);
    const copy = await engine.fork(run.id, { after: 'a#1', id: 'copy', tags: ['trial'] });
    same([await t.resultInTime(copy), calls], [4, ['a', 'b', 'c', 'b', 'c']]);
    const events = await history(engine, 'copy');
    const [begin] = events;
    same(begin?.type === 'run.forked' && [begin.runId, begin.data.from], ['copy', run.id]);
    same(
      events.map(({ seq }) => seq),
      events.map((_, index) => index + 1),
    );
    same([await engine.inspect(run.id), (await engine.inspect('copy'))?.tags], [before, ['trial']]);
  }),

  check('a fork has its own waits and tasks, separate from those of the original', async (t) => {
    const [waiting, asking] = [waitingFlow(), askingFlow()];
    const engine = await t.engine(waiting, asking);
    const runs = [await engine.start(waiting, undefined), await engine.start(asking, undefined)] as const;
    for (const run of runs) await t.reaches(run, 'waiting');
    const copies = [await engine.fork(runs[0].id), await engine.fork(runs[1].id)] as const;
    await t.inTime('the task of the copy', async () => (await engine.tasks.list()).items.length === 2);
    await engine.signal({ runId: copies[0].id }, go, 5);
    await engine.tasks.complete(`${copies[1].id}:main#1`, { by: 'ann', form: 3 });
    same([await t.resultInTime(copies[0]), await t.resultInTime(copies[1])], [6, 3]);
    for (const run of runs) same(await run.status(), 'waiting');
  }),

  check('a fork from an unknown point, or after the end, is refused', async (t) => {
    const three = threeSteps();
    const engine = await t.engine(three);
    const run = await engine.start(three, 1);
    await t.result(run);
    const { seq = 0 } = (await engine.inspect(run.id)) ?? {};
    await refuses(engine.fork(run.id, { after: seq }), 'WRONG_STATE');
    for (const after of [seq + 1, 0, 'nowhere#1']) await refuses(engine.fork(run.id, { after }), 'INVALID_OPTION');
    await refuses(engine.fork('unknown'), 'UNKNOWN_RUN');
    same((await engine.list()).items.length, 1);
  }),

  check('the history of a run has consecutive pages, and equals the events of its subscribers', async (t) => {
    const three = threeSteps();
    const engine = await t.engine(three);
    const run = await engine.start(three, 1);
    const story = await t.eventsToEnd(run);
    same(await history(engine, run.id), story);
    await refuses(engine.history('unknown'), 'UNKNOWN_RUN');
  }),

  check(
    'runs of an unregistered version wait, are listed as orphans, and continue once it is registered',
    async (t) => {
      const old = waitingFlow('waiting', '1.0.0');
      const first = await t.engine(old);
      const run = await first.start(old, undefined);
      await t.reaches(run, 'waiting');
      await t.stop(first);
      const second = await t.engine(waitingFlow('waiting', '2.0.0'));
      await second.signal({ runId: run.id }, go, 4);
      await t.advance(3000);
      same(
        (await second.orphans()).items.map(({ id, status }) => [id, status]),
        [[run.id, 'waiting']],
      );
      await second.register(old);
      const known = await second.get(run.id);
      same(known && (await t.resultInTime(known)), 5);
      same((await second.orphans()).items, []);
    },
  ),

  check('a changed flow of the same version is refused while it has unfinished runs', async (t) => {
    const waiting = waitingFlow('waiting', '1.0.0');
    const first = await t.engine(waiting);
    const run = await first.start(waiting, undefined);
    await t.reaches(run, 'waiting');
    await t.stop(first);
    const second = await t.engine();
    await refuses(second.register(renamed('1.0.0')), 'DEFINITION');
    same((await second.inspect(run.id))?.status, 'waiting');
  }),

  check('waiting runs are moved to another version, with a map of renamed nodes', async (t) => {
    const [old, young] = [waitingFlow('waiting', '1.0.0'), renamed('2.0.0')];
    const engine = await t.engine(old);
    const run = await engine.start(old, undefined);
    await t.reaches(run, 'waiting');
    const { moved, refused } = await engine.migrate([run.id], { to: young });
    same([moved, refused.map(({ runId, obstacles }) => [runId, obstacles?.[0]?.place])], [[], [[run.id, 'wait']]]);
    same(await engine.migrate({ status: 'waiting' }, { to: young, map: { wait: 'pause' } }), {
      moved: [run.id],
      refused: [],
    });
    const { version, at, status } = (await engine.inspect(run.id)) ?? {};
    same([version, at, status], ['2.0.0', ['pause#1'], 'waiting']);
    await engine.signal({ runId: run.id }, go, 1);
    same(await t.resultInTime(run), 3);
  }),

  check('ended runs are purged after a time or removed one by one; others are not', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const [old, late, going] = [
      await engine.start(waiting, undefined, { idempotencyKey: 'k' }),
      await engine.start(waiting, undefined),
      await engine.start(waiting, undefined),
    ];
    await engine.signal({ runId: old.id }, go, 1);
    await t.result(old);
    await t.advance(5000);
    await engine.signal({ runId: late.id }, go, 1);
    await t.result(late);
    await t.reaches(going, 'waiting');
    same([await engine.purge({ olderThan: '5s', flow: 'other' }), await engine.purge({ olderThan: '5s' })], [0, 1]);
    same([await engine.get(old.id), (await engine.list()).items.length], [undefined, 2]);
    same((await engine.start(waiting, undefined, { idempotencyKey: 'k' })).id === old.id, false);
    await refuses(engine.remove(going.id), 'WRONG_STATE');
    await t.inTime('the run to be removed', () =>
      engine.remove(late.id).then(
        () => true,
        () => false,
      ),
    );
    await refuses(engine.remove(late.id), 'UNKNOWN_RUN');
    same(await going.status(), 'waiting');
  }),

  check('requests of operators are validated: strings, objects and their names', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const run = await engine.start(waiting, undefined);
    await t.reaches(run, 'waiting');
    const calls = (bad: never): readonly Promise<unknown>[] => [
      engine.history(bad),
      engine.redrive(bad),
      engine.fork(bad),
      engine.remove(bad),
      engine.history(run.id, bad),
      engine.redrive(run.id, bad),
      engine.fork(run.id, bad),
      engine.redriveAll(bad),
      engine.orphans(bad),
      engine.purge(bad),
      engine.migrate(bad, { to: waiting }),
      engine.migrate([run.id], bad),
    ];
    for (const bad of [null, 7, true, { flows: 'waiting' }, new Date(0)])
      for (const call of calls(bad as never)) await refuses(call, 'INVALID_OPTION');
    same([(await engine.list()).items.length, await run.status()], [1, 'waiting']);
  }),
];
