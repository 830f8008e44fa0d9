import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createEngine, exit, flow, fn, systemClock } from 'millrace';
import { openStorage, type StorageName } from './open-storage';

// A process that lives until it is told to stop, by a file. It notes what it begins, and what its engine tells.

/** What a process is told by its command line. */
export interface LiveSettings {
  readonly storage: StorageName;
  readonly place: string;
  readonly log: string;
  /** A file: gated steps end once it is there. */
  readonly gate: string;
  /** A file: the process stops once it is there. */
  readonly stop: string;
  readonly lease: number;
  /** How far its clock is ahead, in ms. */
  readonly aheadMs?: number;
  readonly maxRecoveries?: number;
  readonly starts?: readonly {
    readonly flow: 'spin' | 'gated' | 'chain';
    readonly id: string;
    readonly input: number;
  }[];
}

const settings = JSON.parse(process.argv[2] ?? '') as LiveSettings;

function note(what: string): void {
  appendFileSync(settings.log, `${process.pid} ${what}\n`);
}

/** Computes without a turn of the event loop. */
const compute = fn('compute', (ms: number, { runId }) => {
  note(`compute ${runId}`);
  for (const end = performance.now() + ms; performance.now() < end; );
  return ms;
});
const wait = fn('wait', async (n: number, { runId }) => {
  note(`wait ${runId}`);
  while (!existsSync(settings.gate)) await pause(10);
  return n;
});
const after = fn('after', (n: number, { runId }) => {
  note(`after ${runId}`);
  return n;
});
const count = fn('count', async (n: number, { runId }) => {
  note(`count ${runId} ${n}`);
  await pause(1);
  return n - 1;
});

function flows() {
  const spin = flow<number>('spin').nodes({ compute, after, done: exit<number>() });
  const gated = flow<number>('gated').nodes({ wait, after, done: exit<number>() });
  const chain = flow<number>('chain').nodes({ a: count, b: count, c: count, after, done: exit<number>() });
  return {
    spin: spin.wire('compute', { compute: spin.to.after, after: spin.to.done }),
    gated: gated.wire('wait', { wait: gated.to.after, after: gated.to.done }),
    chain: chain.wire('a', { a: chain.to.b, b: chain.to.c, c: chain.to.after, after: chain.to.done }),
  };
}

async function main(): Promise<void> {
  const { storage, place, lease, aheadMs = 0, maxRecoveries = 5, starts = [], stop } = settings;
  const all = flows();
  const engine = await createEngine({
    flows: Object.values(all),
    storage: openStorage(storage, place),
    clock: { ...systemClock, now: () => Date.now() + aheadMs },
    lease,
    maxRecoveries,
  });
  engine.events$.subscribe(({ type }) => {
    note(type);
  });
  process.stdout.write('ready\n');
  for (const { flow: name, id, input } of starts) await engine.start(all[name], input, { id });
  while (!existsSync(stop)) await pause(20);
  await engine.stop();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
