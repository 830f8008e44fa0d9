import { appendFileSync } from 'node:fs';
import { all, createEngine, each, exit, flow, fn, type StepContext, sleep } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';

// A process that is killed at any moment: it starts runs once, goes on with those that are there, and writes down every execution
// of a step before it does it.

const [, , file = '', log = '', count = '0'] = process.argv;

async function note(n: number, { idempotencyKey }: StepContext): Promise<number> {
  appendFileSync(log, `${idempotencyKey}\n`);
  await new Promise((resolve) => setTimeout(resolve, 3));
  return n + 1;
}

const step = fn('note', note);
const inner = flow('inner').nodes({ x: step, y: step, out: exit<number>() });
const draft = flow('load').nodes({
  a: step,
  both: all({ left: step, right: inner.wire('x', { x: inner.to.y, y: inner.to.out }) }),
  list: fn('list', ({ left, right }: { left: number; right: number }) => [left, right, 1, 2]),
  items: each(step, { concurrency: 2 }),
  nap: sleep(20),
  z: fn('z', (_: unknown, context) => note(0, context)),
  done: exit<number>(),
});
const { to } = draft;
const load = draft.wire('a', { a: to.both, both: to.list, list: to.items, items: to.nap, nap: to.z, z: to.done });

async function main(): Promise<void> {
  const engine = await createEngine({
    storage: sqliteStorage({ file, synchronous: 'NORMAL' }),
    lease: 300,
    flows: [load],
  });
  const runs = await Promise.all(
    Array.from({ length: Number(count) }, (_, index) => engine.start(load, index, { idempotencyKey: `k${index}` })),
  );
  process.stdout.write('started\n');
  const results = await Promise.all(runs.map((run) => run.result()));
  process.stdout.write(`done ${results.join(',')}\n`);
  await engine.stop();
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
