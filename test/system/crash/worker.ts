import { existsSync } from 'node:fs';
import { createEngine, type DurableEngine } from 'millrace';
import { Client } from './client';
import { insist } from './insist';
import { load } from './load';
import { openStorage, type StorageName } from './open-storage';
import { People } from './people';
import { gateOf, SideEffects, type Wanted } from './side-effects';

// A process that may be killed at any moment: it repeats what those before it got no answer to, starts runs (`load`: of all kinds for as
// long as it lives; `few`: some; `none`: no more), does tasks, and ends when all runs have ended.

const [, , storage, place, log, generation, starts] = process.argv as unknown as readonly [
  string,
  string,
  StorageName,
  string,
  string,
  string,
  'load' | 'few' | 'none',
];

/** Most runs of one process that have not ended. */
const AT_ONCE = 24;
/** How many runs a process starts that starts a few: at least one of each kind. */
const FEW = 10;
/** How long a process keeps its runs that was killed; the last one must not lose its own on a machine that is busy. */
const LEASE = starts === 'none' ? 3000 : 300;
const UNENDED = ['pending', 'running', 'waiting', 'paused'] as const;

const effects = new SideEffects(log);
let isAtWork = false;
const kinds = load(
  (line) => {
    effects.write(line);
    if (isAtWork) return;
    isAtWork = true;
    process.stdout.write('at work\n');
  },
  () => existsSync(gateOf(log)),
);

/** Starts a run, sends it what it waits for, and waits for its end. */
async function fresh(client: Client, count: number): Promise<void> {
  const names = Object.keys(kinds).filter((name) => starts === 'few' || kinds[name]?.isLong !== true);
  const kind = names[count % names.length] ?? '';
  const wanted: Wanted = { kind, key: `${generation}-${count}`, n: count };
  effects.write({ what: 'wanted', ...wanted });
  await client.attend(wanted);
}

async function ended(engine: DurableEngine): Promise<void> {
  while ((await insist(() => engine.list({ status: UNENDED, limit: 1 }))).items.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

async function main(): Promise<void> {
  const flows = Object.values(kinds).map(({ flow }) => flow);
  const engine = await createEngine({ storage: openStorage(storage, place), lease: LEASE, flows, maxRecoveries: 1000 });
  engine.events$.subscribe(({ type }) => {
    if (type === 'storage.failed') process.stdout.write('storage failed\n');
  });
  process.stdout.write('ready\n');
  const client = new Client(engine, kinds, effects.write, effects.read());
  // The desk lives in a process of its own for as long as others are killed.
  const people = new People(engine, effects.write, starts === 'load' ? ['workers'] : ['workers', 'desk']);
  let count = 0;
  const lane = async (): Promise<void> => {
    do await fresh(client, count++);
    while (starts === 'load');
  };
  const lanes = starts === 'none' ? 0 : starts === 'load' ? AT_ONCE : FEW;
  await Promise.all([client.repeat(), ...Array.from({ length: lanes }, lane)]);
  await ended(engine);
  await people.goHome();
  await engine.stop();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
