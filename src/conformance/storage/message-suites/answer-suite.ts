import type { OpenTask, SendResult, TaskRow } from '../../../storage/port';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import { ended, postingTo, taskOf, waiting } from '../rows';
import { type StorageCheck } from '../storage-check';
import type { StorageHarness } from '../storage-harness';
import type { TestRun } from '../test-run';

async function open(t: StorageHarness, task: Partial<TaskRow> = {}): Promise<TestRun> {
  const run = await t.start(await t.lease());
  await run.commit({ openTasks: [taskOf(1, task)] });
  return run;
}

async function taskIn(t: StorageHarness, { id: runId }: TestRun): Promise<OpenTask | undefined> {
  return (await t.storage.tasks({ runId, withAnswered: true, limit: 1 })).items[0];
}

interface Sent {
  readonly row?: Partial<TaskRow>;
  readonly rev?: number;
  readonly answered?: boolean;
  readonly body?: string;
}

/** Sends an action on the task of token 1, for its current revision unless another one is passed. */
async function send(
  t: StorageHarness,
  run: TestRun,
  { row, rev, answered = false, body }: Sent = {},
): Promise<SendResult['result']> {
  const known = await taskIn(t, run);
  const task = { row: taskOf(1, row), rev: rev ?? known?.rev ?? 0, answered };
  return (await t.storage.send(postingTo(run.id, { task, ...(body !== undefined && { body }) }))).result;
}

/** Returns the revision and claimant of the task, and whether it is answered. */
async function taskState(t: StorageHarness, run: TestRun): Promise<unknown> {
  const { rev, claimedBy, answered } = (await taskIn(t, run)) ?? {};
  return { rev, claimedBy, answered };
}

async function numbers(run: TestRun): Promise<readonly number[]> {
  return (await run.messages()).map(({ no }) => no);
}

/** The checks of actions on tasks, and of concurrent changes of the tasks. */
export const answerSuite: readonly StorageCheck[] = [
  check('an action on a task changes its row, and is read with the token', async (t) => {
    const run = await open(t);
    same(await taskState(t, run), { rev: 1, answered: false });
    const row = { claimedBy: 'ann', assignee: 'ann', candidateGroups: ['g'], body: 'claimed' };
    same(await send(t, run, { row }), 'posted');
    const { rev, body, assignee } = (await taskIn(t, run)) ?? {};
    same({ rev, body, assignee }, { rev: 2, body: 'claimed', assignee: 'ann' });
    same((await t.storage.tasks({ groups: ['g'], limit: 9 })).items.length, 1);
    const [message] = await run.messages();
    same(message, { no: message?.no, kind: 'sent', body: 'message', task: 1 });
    same((await t.stored(run.id)).inbox, [message]);
  }),

  check('a message without a task has no token', async (t) => {
    const run = await open(t);
    await t.storage.send(postingTo(run.id));
    const [message] = await run.messages();
    same(message, { no: message?.no, kind: 'sent', body: 'message' });
  }),

  check('an action on a task that changed in between has no effect', async (t) => {
    const run = await open(t);
    same(await send(t, run, { row: { claimedBy: 'ann' }, rev: 1 }), 'posted');
    same(await send(t, run, { row: { claimedBy: 'bob' }, rev: 1 }), 'stale');
    same(await taskState(t, run), { rev: 2, claimedBy: 'ann', answered: false });
    await run.commit({ consumed: await numbers(run), openTasks: [taskOf(1, { dueAt: 7 })] });
    same(await send(t, run, { rev: 2 }), 'stale');
    same(await send(t, run, { rev: 3 }), 'posted');
  }),

  check('of concurrent answers one is accepted', async (t) => {
    const run = await open(t);
    const results = await Promise.all(['a', 'b', 'c'].map((body) => send(t, run, { answered: true, body, rev: 1 })));
    same([...results].sort(), ['posted', 'stale', 'stale']);
    same((await run.messages()).length, 1);
  }),

  check('an answered task accepts no more actions, and is listed only on request', async (t) => {
    const run = await open(t);
    same(await send(t, run, { answered: true }), 'posted');
    same(await send(t, run), 'stale');
    same(await taskState(t, run), { rev: 2, answered: true });
    same((await t.storage.tasks({ limit: 9 })).items, []);
  }),

  check('an action on a task that is not open is not kept', async (t) => {
    const run = await open(t);
    same(await send(t, run, { row: { path: 'approve#2' } }), 'stale');
    const none = { row: taskOf(2), rev: 1, answered: false };
    same((await t.storage.send(postingTo(run.id, { task: none }))).result, 'stale');
    await run.commit({ closedTasks: [1] });
    same(await send(t, run, { rev: 1 }), 'stale');
    same(await run.messages(), []);
    await run.commit({ head: ended(), release: true });
    same(await send(t, run, { rev: 1 }), 'ended');
  }),

  check('a repeated answer returns the first result, although the task accepts no more actions', async (t) => {
    const run = await open(t);
    const task = { row: taskOf(1), rev: 1, answered: true };
    const answer = async (given: string) => {
      const { result, digest } = await t.storage.send(postingTo(run.id, { task, idempotencyKey: 'k', digest: given }));
      return [result, digest];
    };
    same(
      [await answer('x'), await answer('y')],
      [
        ['posted', undefined],
        ['repeated', 'x'],
      ],
    );
  }),

  check('a commit does not close or change a task with a pending action', async (t) => {
    const run = await open(t, { claimedBy: 'ann' });
    same(await send(t, run, { row: { claimedBy: 'ann' }, answered: true }), 'posted');
    const before = await t.stored(run.id);
    for (const touching of [{ closedTasks: [1] }, { openTasks: [taskOf(1)] }, { closedTasks: [7, 1] }]) {
      same(await run.commit({ ...touching, head: ended(), release: true }), 'lost');
    }
    same(await t.stored(run.id), before);
    same(await taskState(t, run), { rev: 2, claimedBy: 'ann', answered: true });
  }),

  check('a commit that consumes an action on a task may close it', async (t) => {
    const run = await open(t);
    await send(t, run, { row: { claimedBy: 'ann' } });
    await send(t, run, { row: { claimedBy: 'ann' }, answered: true });
    const [claim, answer] = await numbers(run);
    same(await run.commit({ consumed: [claim ?? 0], closedTasks: [1] }), 'lost');
    same(await run.commit({ consumed: [claim ?? 0] }), 'committed');
    same(await run.commit({ consumed: [answer ?? 0], closedTasks: [1] }), 'committed');
    same([await taskIn(t, run), await run.messages()], [undefined, []]);
  }),

  check('other tasks, messages and runs do not prevent a commit', async (t) => {
    const run = await open(t);
    const other = await open(t);
    await run.commit({ openTasks: [taskOf(2)] });
    await send(t, run, { answered: true });
    await t.storage.send(postingTo(run.id));
    same(await run.commit({ closedTasks: [2], openTasks: [taskOf(3)] }), 'committed');
    same(await other.commit({ closedTasks: [1] }), 'committed');
    same(await run.commit(), 'committed');
  }),

  check('an answer makes an unowned run due', async (t) => {
    const run = await open(t);
    await run.commit({ head: waiting(900), release: true });
    same(await send(t, run, { answered: true }), 'posted');
    const [claimed] = await t.claim(await t.lease(), { now: 30 });
    same(
      claimed?.inbox.map((message) => message.kind === 'sent' && message.task),
      [1],
    );
  }),

  check('a value that is too long for a row is refused, and neither row nor inbox changes', async (t) => {
    const run = await open(t);
    await refuses(send(t, run, { row: { body: 'x'.repeat(2 ** 22) } }), 'PAYLOAD_TOO_LARGE');
    same(await taskState(t, run), { rev: 1, answered: false });
    same(await run.messages(), []);
  }),
];
