import { setTimeout as delay } from 'node:timers/promises';
import { choose, createEngine, exit, flow, fn, pipe, repeat, route } from 'millrace';
import { jsonStorage } from './json-storage';

// Counts to a number, slowly. Kill it and start it again: it continues where it was.

const [file = 'runs.jsonl', last = '20'] = process.argv.slice(2);

const tick = fn('tick', async (n: number) => {
  console.log(n);
  await delay(20);
  return n + 1;
});
const enough = choose('enough', (n: number) => (n <= Number(last) ? route('again', n) : route('out', n - 1)));

const draft = flow('count').nodes({
  count: repeat(pipe(tick, enough), { max: 100_000 }),
  done: exit<number>(),
});
const count = draft.wire('count', { count: { out: draft.to.done, exhausted: draft.to.done } });

async function main(): Promise<void> {
  const engine = await createEngine({ flows: [count], storage: jsonStorage({ file }), lease: 500 });
  const run = await engine.start(count, 1, { idempotencyKey: 'the only one' });
  console.log(`counted to ${await run.result()}`);
  await engine.stop();
}

void main();
