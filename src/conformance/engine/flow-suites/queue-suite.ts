import { exit, flow, fn, node } from '../../../flow';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { inc } from '../flows';
import { gate } from '../gate';

interface Job {
  readonly tenant: string;
  readonly id: number;
}

/** Returns a flow with a limit of runs per tenant. */
function limited(concurrency: { readonly limit: number; readonly total?: number }) {
  const entered: string[] = [];
  const held = gate<string>();
  const name = fn('name', ({ tenant, id }: Job) => {
    entered.push(`${tenant}${id}`);
    return `${tenant}${id}`;
  });
  const key = ({ tenant }: Job): string => tenant;
  const draft = flow('limited', { concurrency: { ...concurrency, key } }).nodes({
    name,
    gate: held.step,
    done: exit<string>(),
  });
  return { held, entered, flow: draft.wire('name', { name: draft.to.gate, gate: draft.to.done }) };
}

const job = (name: string): Job => ({ tenant: name.charAt(0), id: Number(name.slice(1)) });

export const queueSuite: readonly EngineCheck[] = [
  check('runs of a flow with a limit are queued, first in, first out per key', async (t) => {
    const { held, entered, flow: limitedFlow } = limited({ limit: 1 });
    const engine = await t.engine(limitedFlow);
    const runs = [];
    for (const name of ['a1', 'a2', 'b1', 'a3']) runs.push(await engine.start(limitedFlow, job(name)));
    await t.until('the first of each key', () => held.entered.length === 2);
    await t.idle();
    same(entered, ['a1', 'b1']);
    same(await Promise.all(runs.map((run) => run.status())), ['running', 'pending', 'running', 'pending']);
    for (const name of ['a1', 'a2', 'a3', 'b1']) {
      await t.until('the next in the queue', () => held.entered.includes(name));
      held.open(name);
    }
    same(await Promise.all(runs.map((run) => t.result(run))), ['a1', 'a2', 'b1', 'a3']);
    same(entered, ['a1', 'b1', 'a2', 'a3']);
  }),

  check(
    'a failed or cancelled run releases its permit, and one that is cancelled in the queue leaves it',
    async (t) => {
      const { held, entered, flow: limitedFlow } = limited({ limit: 1 });
      const engine = await t.engine(limitedFlow);
      const [first, second, third] = [
        await engine.start(limitedFlow, job('a1')),
        await engine.start(limitedFlow, job('a2')),
        await engine.start(limitedFlow, job('a3')),
      ];
      await t.until('the first', () => held.entered.length === 1);
      await second.cancel();
      await refuses(t.result(second), 'RUN_CANCELLED');
      await first.cancel();
      await t.until('the third', () => held.entered.length === 2);
      same(entered, ['a1', 'a3']);
      held.open();
      same(await t.result(third), 'a3');
    },
  ),

  check('keys take turns if they share permits', async (t) => {
    const { held, entered, flow: limitedFlow } = limited({ limit: 2, total: 2 });
    const engine = await t.engine(limitedFlow);
    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1']) await engine.start(limitedFlow, job(name));
    for (const name of ['a1', 'a2', 'b1', 'a3', 'a4']) {
      await t.until('the next in the queue', () => held.entered.includes(name));
      held.open(name);
    }
    await t.until('the end', async () => (await engine.list({ status: 'completed' })).items.length === 5);
    same(new Set(entered.slice(0, 4)).has('b1'), true);
  }),

  check('visits of a node with a limit wait for each other, over all runs', async (t) => {
    const held = gate<number>();
    const draft = flow('nodes').nodes({
      gate: node(held.step, { concurrency: { limit: 1 } }),
      inc,
      done: exit<number>(),
    });
    const nodes = draft.wire('gate', { gate: draft.to.inc, inc: draft.to.done });
    const engine = await t.engine(nodes);
    const runs = [await engine.start(nodes, 1), await engine.start(nodes, 2)];
    for (const n of [1, 2]) {
      await t.until('one of them', () => held.entered.length === n);
      await t.idle();
      same(held.entered.length, n);
      held.open();
    }
    same(await Promise.all(runs.map((run) => t.result(run))), [2, 3]);
  }),

  check('a start whose concurrency key cannot be computed is refused, and nothing is started', async (t) => {
    const { flow: limitedFlow } = limited({ limit: 1 });
    const engine = await t.engine(limitedFlow);
    await refuses(engine.start(limitedFlow, null as never), 'INVALID_OPTION');
    same((await engine.list()).items, []);
  }),
];
