import type { TaskQuery } from '../../../storage/port';
import { check } from '../../check';
import { same } from '../../expect';
import { flowVersion, originOf, taskOf } from '../rows';
import { type StorageCheck } from '../storage-check';
import type { StorageHarness } from '../storage-harness';

async function tokensOf(t: StorageHarness, query: Partial<TaskQuery> = {}): Promise<readonly number[]> {
  return (await t.storage.tasks({ limit: 100, ...query })).items.map(({ token }) => token);
}

export const storedTaskSuite: readonly StorageCheck[] = [
  check('an open task is listed with its run, unchanged', async (t) => {
    const run = await t.start(await t.lease());
    const task = taskOf(3, { assignee: 'ann', claimedBy: 'bob', candidateGroups: ['b', 'a'], priority: 5, dueAt: 70 });
    await run.commit({ openTasks: [task] });
    same(await t.storage.tasks({ limit: 10 }), {
      items: [{ ...task, rev: 1, answered: false, run: run.key, runId: run.id, ...flowVersion }],
    });
  }),

  check('tasks are found by flow, run, assignee, claimant, any of some groups, and due date', async (t) => {
    const lease = await t.lease();
    const bill = await t.start(lease, { origin: originOf({ flow: 'bills' }) });
    const order = await t.start(lease);
    await bill.commit({
      openTasks: [taskOf(1, { assignee: 'ann', claimedBy: 'bob', candidateGroups: ['a', 'b'], dueAt: 70 })],
    });
    await order.commit({ openTasks: [taskOf(2, { assignee: 'cid', candidateGroups: ['c'], dueAt: 80 }), taskOf(3)] });
    const queries: Partial<TaskQuery>[] = [
      { flow: 'bills' },
      { runId: bill.id },
      { path: 'approve#1' },
      { assignee: 'ann' },
      { claimedBy: 'bob' },
      { groups: ['b', 'a', 'x'] },
      { dueBefore: 80 },
    ];
    for (const query of queries) same(await tokensOf(t, query), [1]);
    same(await tokensOf(t, Object.assign({}, ...queries) as Partial<TaskQuery>), [1]);
    same(await tokensOf(t, { groups: ['c', 'a'] }), [1, 2]);
    same(await tokensOf(t, { assignee: 'ann', orUnassigned: true }), [1, 3]);
    same([await tokensOf(t, { groups: [] }), await tokensOf(t, { assignee: 'bob' })], [[], []]);
  }),

  check('a reopened task is changed and keeps its place; a closed one is removed', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ openTasks: [taskOf(1, { candidateGroups: ['g', 'h'] }), taskOf(2)] });
    await run.commit({ openTasks: [taskOf(1, { claimedBy: 'ann', candidateGroups: ['h'], body: 'changed' })] });
    same(
      (await t.storage.tasks({ limit: 9 })).items.map(({ claimedBy, body }) => [claimedBy, body]),
      [
        ['ann', 'changed'],
        [undefined, 'task 2'],
      ],
    );
    same([await tokensOf(t, { groups: ['g'] }), await tokensOf(t, { groups: ['h'] })], [[], [1]]);
    await run.commit({ closedTasks: [1, 9] });
    same(await tokensOf(t), [2]);
    await run.commit({ closedTasks: [2], openTasks: [taskOf(2, { body: 'anew' })] });
    same(
      (await t.storage.tasks({ limit: 9 })).items.map(({ body }) => body),
      ['anew'],
    );
  }),

  check('pages of tasks neither repeat nor miss one while others are opened and closed', async (t) => {
    const run = await t.start(await t.lease());
    await run.commit({ openTasks: [1, 2, 3, 4, 5].map((token) => taskOf(token, { assignee: 'ann' })) });
    const first = await t.storage.tasks({ limit: 2, assignee: 'ann' });
    same(
      first.items.map(({ token }) => token),
      [1, 2],
    );
    await run.commit({ closedTasks: [1, 4], openTasks: [taskOf(6, { assignee: 'ann' })] });
    const rest = await t.storage.tasks({
      limit: 9,
      assignee: 'ann',
      ...(first.next !== undefined && { after: first.next }),
    });
    same([rest.items.map(({ token }) => token), rest.next], [[3, 5, 6], undefined]);
  }),

  check('tasks of different runs are independent', async (t) => {
    const lease = await t.lease();
    const [a, b] = [await t.start(lease), await t.start(lease)];
    for (const run of [a, b]) await run.commit({ openTasks: [taskOf(1)] });
    await a.commit({ closedTasks: [1] });
    same(
      (await t.storage.tasks({ limit: 9 })).items.map(({ runId }) => runId),
      [b.id],
    );
  }),
];
