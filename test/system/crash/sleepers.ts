import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createEngine, exit, flow, signal, waitFor } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';

// A process in which many runs wait for a signal: says how many bytes of its heap each of them keeps, and lets one of them end.

const count = Number(process.argv[2]);
const go = signal<number>('go');
const { to, wire } = flow('sleeper').nodes({ wait: waitFor(go), done: exit<number>() });
const sleeper = wire('wait', { wait: to.done });

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of the heap when nothing more can be collected: what has just ended is let go of over some turns. */
async function heap(): Promise<number> {
  for (let round = 0; round < 10; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collect();
  }
  return process.memoryUsage().heapUsed;
}

async function main(): Promise<void> {
  const engine = await createEngine({ storage: sqliteStorage(':memory:'), flows: [sleeper] });
  const start = async (many: number) => {
    await Promise.all(Array.from({ length: many }, () => engine.start(sleeper, undefined)));
    while ((await engine.list({ status: ['pending', 'running'], limit: 1 })).items.length > 0)
      await new Promise(setImmediate);
  };
  const probe = await engine.start(sleeper, undefined);
  // What is compiled and grows once is not the runs': the same number of them comes before.
  for (let started = 0; started < count; started += 1000) await start(1000);
  const before = await heap();
  for (let started = 0; started < count; started += 1000) await start(1000);
  const bytes = ((await heap()) - before) / count;
  await engine.signal({ runId: probe.id }, go, 7);
  process.stdout.write(`${JSON.stringify({ bytes, result: await probe.result() })}\n`);
  await engine.stop();
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
