import { BatchError, type FailureRecord } from '../../../errors';
import { each, exit, flow, fn, node, pipe } from '../../../flow';
import { check } from '../../check';
import { same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { inc, only } from '../flows';
import { gate } from '../gate';

const numbers = (length: number) => Array.from({ length }, (_, n) => n);

/** Fails for odd numbers. */
const even = fn('even', (n: number) => {
  if (n % 2 === 1) throw new Error(`${n} is odd`);
  return n;
});

/** Returns a flow with an `each` whose failure is its result. */
function failing(name: string, onError: 'stop' | 'finish') {
  const draft = flow(name).nodes({
    items: each(even, { onError, concurrency: 1 }),
    done: exit<readonly number[]>(),
    failed: exit<FailureRecord>(),
  });
  const { to } = draft;
  return draft.wire('items', { items: { next: to.done, error: to.failed.via(({ failure }) => failure) } });
}

export const itemSuite: readonly EngineCheck[] = [
  check('`each` returns its results in the order of the items, whichever ends first', async (t) => {
    const held = gate<number>();
    const items = only('items', each(held.step, { concurrency: 10 }));
    const engine = await t.engine(items);
    const run = await engine.start(items, numbers(5));
    await t.until('all items', () => held.entered.length === 5);
    for (const n of [3, 0, 4, 2, 1]) {
      held.open(n);
      await t.idle();
    }
    same(await t.result(run), numbers(5));
  }),

  check('`each` processes no more items at once than allowed, and starts the next when one ends', async (t) => {
    const held = gate<number>();
    const items = only('items', each(held.step, { concurrency: 2 }));
    const engine = await t.engine(items);
    const run = await engine.start(items, numbers(5));
    for (let ended = 0; ended < 5; ended += 1) {
      await t.until('the items', () => held.entered.length === Math.min(ended + 2, 5));
      await t.idle();
      same(held.entered, numbers(Math.min(ended + 2, 5)));
      held.open(ended);
    }
    same(await t.result(run), numbers(5));
  }),

  check('`each` of no items returns no results, and of many items all results', async (t) => {
    const items = only('items', each(pipe(inc, inc), { concurrency: 7 }));
    const engine = await t.engine(items);
    same(await t.result(await engine.start(items, [])), []);
    same(
      await t.result(await engine.start(items, numbers(300))),
      numbers(300).map((n) => n + 2),
    );
  }),

  check('a failed item fails the node at once with `stop`, and no item starts after it', async (t) => {
    const stops = failing('stops', 'stop');
    const engine = await t.engine(stops);
    const run = await engine.start(stops, [0, 2, 3, 4, 5], { retainedEvents: 100 });
    const { action, value } = await t.result(run);
    if (action !== 'failed') throw new Error('expected the node to fail');
    same([value.code, [...(BatchError.of(value)?.items.keys() ?? [])]], ['BATCH_FAILED', [2]]);
    const started = (await t.eventsToEnd(run)).filter(({ type }) => type === 'step.started').length;
    same(started, 3);
  }),

  check('with `finish` all items end before the node fails with every failure', async (t) => {
    const finishes = failing('finishes', 'finish');
    const engine = await t.engine(finishes);
    const { action, value } = await t.result(await engine.start(finishes, [0, 1, 2, 3]));
    if (action !== 'failed') throw new Error('expected the node to fail');
    const failures = [...(BatchError.of(value)?.items ?? [])].map(([item, { message }]) => [item, message]);
    same(failures, [
      [1, '1 is odd'],
      [3, '3 is odd'],
    ]);
  }),

  check('with `collect` failures are part of the result', async (t) => {
    const collects = only('collects', each(even, { onError: 'collect' }));
    const engine = await t.engine(collects);
    const results = await t.result(await engine.start(collects, [0, 1, 2]));
    same(
      results.map((one) => [one.item, one.ok ? one.value : one.failure.message]),
      [
        [0, 0],
        [1, '1 is odd'],
        [2, 2],
      ],
    );
  }),

  check('each item is retried separately, with its own path and idempotency key', async (t) => {
    const calls: unknown[] = [];
    const flaky = fn('flaky', (n: number, { attempt, path, idempotencyKey, runId }) => {
      calls.push([path, attempt, idempotencyKey === `${runId}:${path}`]);
      if (n === 1 && attempt === 1) throw new Error('once');
      return n;
    });
    const items = only('items', each(node(flaky, { retry: { maxAttempts: 2, initial: 0 } }), { concurrency: 1 }));
    const engine = await t.engine(items);
    same(await t.resultInTime(await engine.start(items, [0, 1, 2])), [0, 1, 2]);
    same(calls, [
      ['main[0]#1', 1, true],
      ['main[1]#1', 1, true],
      ['main[1]#1', 2, true],
      ['main[2]#1', 1, true],
    ]);
  }),

  check('with `chunk` the body receives lists of items', async (t) => {
    const sizes = fn('sizes', (list: readonly number[]) => list.length);
    const items = only('items', each(sizes, { chunk: 3 }));
    const engine = await t.engine(items);
    same(await t.result(await engine.start(items, numbers(7))), [3, 3, 1]);
  }),

  check('with `progress` each ended item is reported', async (t) => {
    const items = only('items', each(inc, { progress: true, concurrency: 1 }));
    const engine = await t.engine(items);
    const run = await engine.start(items, numbers(3));
    const reported: unknown[] = [];
    run.outputs$.subscribe(({ channel, value }) => reported.push([channel, value]));
    await t.result(run);
    await t.until('the progress', () => reported.length >= 3);
    same(reported.length, 3);
  }),

  check('a value that is not iterable fails the node that processes items', async (t) => {
    const items = only('items', each(inc));
    const engine = await t.engine(items);
    const run = await engine.start(items, 7 as never);
    await t.failure(run);
    same((await engine.inspect(run.id))?.failure?.code, 'NOT_A_LIST');
  }),
];
