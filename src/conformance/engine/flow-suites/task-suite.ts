import type { Engine, Run } from '../../../engine';
import { exit, flow, within } from '../../../flow';
import { HumanStep, Step, type TaskCompletion, unchecked } from '../../../step';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import type { EngineHarness } from '../engine-harness';
import { numberSchema } from '../number-schema';

const HOUR = 3_600_000;

interface Rated {
  readonly stars: number;
  readonly by: string;
}

/** The number of calls of `complete` in all checks, which compare differences. */
let completions = 0;

@Step({ form: numberSchema, retry: { maxAttempts: 2, initial: 0 } })
class Rate extends HumanStep<string, number, { good: Rated; bad: Rated }> {
  request(what: string) {
    return { title: `Rate ${what}`, candidateGroups: ['raters'], priority: 2, due: '1h' } as const;
  }

  override check(stars: number, _: string, by: string) {
    return stars > 5 ? `${by}: there are five stars` : undefined;
  }

  complete(stars: number, _: string, { attempt }: { readonly attempt: number }, { by }: TaskCompletion) {
    completions += 1;
    if (stars === 1 && attempt === 1) throw new Error('not yet');
    return this.to(stars > 2 ? 'good' : 'bad', { stars, by });
  }
}

/** Returns a flow with a task that is due within two hours. */
function rating() {
  const draft = flow('rating', { input: unchecked<string>() }).nodes({
    rate: within(Rate, '2h'),
    good: exit<Rated>(),
    bad: exit<Rated>(),
    late: exit<string>(),
    failed: exit<string>(),
  });
  const { to } = draft;
  return draft.wire('rate', {
    rate: { good: to.good, bad: to.bad, overdue: to.late, error: to.failed.via(({ failure }) => failure.code) },
  });
}

/** Returns an engine with a run whose task is open. */
async function opened(t: EngineHarness): Promise<{ engine: Engine; run: Run; id: string }> {
  const engine = await t.engine(rating());
  const run = await engine.start('rating', 'a lamp');
  await t.reaches(run, 'waiting');
  const [task] = (await engine.tasks.list()).items;
  if (!task) throw new Error('expected an open task');
  return { engine, run, id: task.id };
}

export const taskSuite: readonly EngineCheck[] = [
  check('a human step opens a task, and its run waits', async (t) => {
    const { engine, run, id } = await opened(t);
    const now = t.clock.now();
    const task = await engine.tasks.get(id);
    same(task?.trail, [{ type: 'created', at: now }]);
    const { form: _, trail: __, ...view } = task ?? {};
    same(view, {
      id: `${run.id}:rate#1`,
      runId: run.id,
      flow: 'rating',
      version: '1.0.0',
      node: 'rate',
      path: 'rate#1',
      status: 'open',
      title: 'Rate a lamp',
      candidateGroups: ['raters'],
      priority: 2,
      dueAt: now + HOUR,
      createdAt: now,
    });
    same((await engine.inspect(run.id))?.at, ['rate#1']);
  }),

  check('a task is completed with a form, and `complete` chooses the action', async (t) => {
    const { engine, run, id } = await opened(t);
    const done = await engine.tasks.complete(id, { by: 'ann', form: '4', comment: 'shiny' });
    same([done.status, done.trail.at(-1)?.type, done.trail.at(-1)?.by], ['completed', 'completed', 'ann']);
    same(await t.result(run), { action: 'good', value: { stars: 4, by: 'ann' } });
    same((await engine.tasks.list()).items, []);
    const after = await engine.tasks.get(id);
    same([after?.status, after?.trail.at(-1)?.comment], ['completed', 'shiny']);
  }),

  check('a form that is invalid, or that `check` rejects, is refused before it is acknowledged', async (t) => {
    const { engine, run, id } = await opened(t);
    for (const form of ['four', undefined, { stars: 4 }, 6])
      await refuses(engine.tasks.complete(id, { by: 'ann', form }), 'INVALID_FORM');
    await t.idle();
    same([await run.status(), (await engine.tasks.get(id))?.trail.length], ['waiting', 1]);
    await engine.tasks.complete(id, { by: 'ann', form: 2 });
    same(await t.result(run), { action: 'bad', value: { stars: 2, by: 'ann' } });
  }),

  check('an acknowledged completion takes effect once, however often `complete` is retried', async (t) => {
    const { engine, run, id } = await opened(t);
    const before = completions;
    await engine.tasks.complete(id, { by: 'ann', form: 1 });
    same(await t.resultInTime(run), { action: 'bad', value: { stars: 1, by: 'ann' } });
    same(completions - before, 2);
  }),

  check('of concurrent completions one counts, and the others fail with the name of the first person', async (t) => {
    const { engine, run, id } = await opened(t);
    const people = ['ann', 'bob', 'cid'];
    const settled = await Promise.allSettled(people.map((by) => engine.tasks.complete(id, { by, form: 3 })));
    const won = people.filter((_, index) => settled[index]?.status === 'fulfilled');
    same(won.length, 1);
    for (const one of settled)
      if (one.status === 'rejected') await refuses(Promise.reject(one.reason as Error), 'TASK_CLOSED');
    same(await t.result(run), { action: 'good', value: { stars: 3, by: won[0] } });
    await refuses(engine.tasks.complete(id, { by: 'dan', form: 3 }), 'TASK_CLOSED');
  }),

  check('a completion that is repeated with its idempotency key returns the first result', async (t) => {
    const { engine, run, id } = await opened(t);
    const completion = { by: 'ann', form: 5, idempotencyKey: 'k' };
    const first = await engine.tasks.complete(id, completion);
    same((await engine.tasks.complete(id, completion)).trail, first.trail);
    await t.result(run);
    same((await engine.tasks.complete(id, completion)).trail, first.trail);
    await refuses(engine.tasks.complete(id, { ...completion, form: 4 }), 'IDEMPOTENCY_CONFLICT');
  }),

  check('a task is claimed by one person, who alone completes it until it is released or reassigned', async (t) => {
    const { engine, run, id } = await opened(t);
    await engine.tasks.claim(id, { by: 'ann' });
    same((await engine.tasks.claim(id, { by: 'ann' })).claimedBy, 'ann');
    await refuses(engine.tasks.claim(id, { by: 'bob' }), 'TASK_CLAIMED');
    await refuses(engine.tasks.complete(id, { by: 'bob', form: 3 }), 'TASK_CLAIMED');
    await refuses(engine.tasks.release(id, { by: 'bob' }), 'TASK_CLAIMED');
    await engine.tasks.release(id, { by: 'ann' });
    await engine.tasks.claim(id, { by: 'bob' });
    const reassigned = await engine.tasks.reassign(id, { by: 'ann', to: 'cid', reason: 'away' });
    same([reassigned.assignee, reassigned.claimedBy], ['cid', undefined]);
    await engine.tasks.complete(id, { by: 'cid', form: 3 });
    same(await t.result(run), { action: 'good', value: { stars: 3, by: 'cid' } });
    const { trail = [] } = (await engine.tasks.get(id)) ?? {};
    same(
      trail.map(({ type, by }) => [type, by]),
      [
        ['created', undefined],
        ['claimed', 'ann'],
        ['released', 'ann'],
        ['claimed', 'bob'],
        ['reassigned', 'ann'],
        ['completed', 'cid'],
      ],
    );
  }),

  check('tasks are found by run, group, claimant and due date, in the order in which they were opened', async (t) => {
    const { engine, run, id } = await opened(t);
    await t.advance(1000);
    const other = await engine.start('rating', 'a chair');
    await t.reaches(other, 'waiting');
    await engine.tasks.claim(id, { by: 'ann' });
    const found = async (filter: Parameters<Engine['tasks']['list']>[0]) =>
      (await engine.tasks.list(filter)).items.map(({ runId }) => runId);
    same(await found({}), [run.id, other.id]);
    same(await found({ runId: other.id }), [other.id]);
    same(await found({ candidateGroups: ['raters', 'others'] }), [run.id, other.id]);
    same(await found({ candidateGroups: ['others'] }), []);
    same(await found({ claimedBy: 'ann' }), [run.id]);
    same(await found({ dueBefore: t.clock.now() + HOUR }), [run.id]);
    const first = await engine.tasks.list({ limit: 1 });
    const second = await engine.tasks.list({ limit: 1, after: first.next ?? '' });
    same([first.items[0]?.runId, second.items[0]?.runId, second.next], [run.id, other.id, undefined]);
  }),

  check('a task that is not completed in time is closed, and a late completion is refused', async (t) => {
    const { engine, run, id } = await opened(t);
    await t.advance(2 * HOUR - 1);
    same((await engine.tasks.get(id))?.status, 'open');
    await t.advance(1);
    same(await t.resultInTime(run), { action: 'late', value: 'a lamp' });
    await refuses(engine.tasks.complete(id, { by: 'ann', form: 3 }), 'TASK_CLOSED');
    same((await engine.tasks.list()).items, []);
  }),

  check('a task that a person cancels fails its node', async (t) => {
    const { engine, run, id } = await opened(t);
    await engine.tasks.cancel(id, { by: 'ann', reason: 'sold' });
    same(await t.result(run), { action: 'failed', value: 'TASK_CANCELLED' });
    same((await engine.tasks.get(id))?.trail.at(-1)?.by, 'ann');
  }),

  check('a task is closed with a run that is cancelled', async (t) => {
    const { engine, run, id } = await opened(t);
    await run.cancel();
    await refuses(t.result(run), 'RUN_CANCELLED');
    await refuses(engine.tasks.complete(id, { by: 'ann', form: 3 }), 'TASK_CLOSED');
    same((await engine.tasks.list()).items, []);
  }),

  check('the events of a run record the actions of people on its tasks', async (t) => {
    const engine = await t.engine(rating());
    const run = await engine.start('rating', 'a lamp', { retainedEvents: 100 });
    await t.reaches(run, 'waiting');
    const id = `${run.id}:rate#1`;
    await engine.tasks.claim(id, { by: 'ann' });
    await engine.tasks.complete(id, { by: 'ann', form: '3' });
    await t.result(run);
    const reported = (await t.eventsToEnd(run)).flatMap(({ type, data }) =>
      type.startsWith('task.') ? [[type, 'by' in data ? data.by : undefined]] : [],
    );
    same(reported, [
      ['task.created', undefined],
      ['task.claimed', 'ann'],
      ['task.completed', 'ann'],
    ]);
  }),

  check('an unknown task id is refused', async (t) => {
    const { engine } = await opened(t);
    for (const id of ['unknown', 'unknown:rate#1']) {
      same(await engine.tasks.get(id), undefined);
      await refuses(engine.tasks.claim(id, { by: 'ann' }), 'TASK_UNKNOWN');
      await refuses(engine.tasks.complete(id, { by: 'ann', form: 3 }), 'TASK_UNKNOWN');
    }
  }),
];
