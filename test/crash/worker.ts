import { createEngine, type Engine } from 'millrace';
import { type Kind, load, paid } from './load';
import { openStorage, type StorageName } from './open-storage';
import { type Line, SideEffects } from './side-effects';

// A process that may be killed at any moment: it repeats what those before it got no answer to, starts runs (`load`: of all kinds for as
// long as it lives; `few`: some; `none`: no more), and ends when all runs have ended.

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
/** How many runs a process starts that starts a few. */
const FEW = 10;
const UNENDED = ['pending', 'running', 'waiting', 'paused'] as const;

const effects = new SideEffects(log);
const kinds = load(effects.write);

interface Wanted {
  readonly kind: string;
  readonly key: string;
  readonly n: number;
}

function kindOf({ kind }: Wanted): Kind {
  const known = kinds[kind];
  if (!known) throw new Error(`there is no kind "${kind}"`);
  return known;
}

async function start(engine: Engine, wanted: Wanted): Promise<string> {
  const { flow } = kindOf(wanted);
  const { id } = await engine.start(flow.name, wanted.n, { idempotencyKey: wanted.key });
  effects.write({ what: 'started', key: wanted.key, id });
  return id;
}

async function send(engine: Engine, wanted: Wanted, no: number): Promise<void> {
  const target = { flow: kindOf(wanted).flow, key: wanted.key };
  await engine.signal(target, paid, { no }, { idempotencyKey: `paid ${no}` });
  effects.write({ what: 'signalled', key: wanted.key, no });
}

/** What nobody knows to be done: starts and signals without an acknowledgement. */
async function repeat(engine: Engine, lines: readonly Line[]): Promise<void> {
  const started = new Set(lines.flatMap((line) => (line.what === 'started' ? [line.key] : [])));
  const sent = new Set(lines.flatMap((line) => (line.what === 'signalled' ? [`${line.key} ${line.no}`] : [])));
  for (const line of lines) {
    if (line.what !== 'wanted') continue;
    if (!started.has(line.key)) await start(engine, line);
    for (let no = 1; no <= kindOf(line).signals; no += 1)
      if (!sent.has(`${line.key} ${no}`)) await send(engine, line, no);
  }
}

/** Starts a run, sends it what it waits for, and waits for its end. */
async function fresh(engine: Engine, count: number): Promise<void> {
  const names = Object.keys(kinds).filter((name) => starts === 'few' || kinds[name]?.isLong !== true);
  const kind = names[count % names.length] ?? '';
  const wanted = { kind, key: `${generation}-${count}`, n: count };
  effects.write({ what: 'wanted', ...wanted });
  const id = await start(engine, wanted);
  for (let no = 1; no <= kindOf(wanted).signals; no += 1) await send(engine, wanted, no);
  // How it ends is for the checker to say.
  await (await engine.get(id))?.result().catch(() => undefined);
}

async function main(): Promise<void> {
  const flows = Object.values(kinds).map(({ flow }) => flow);
  const engine = await createEngine({ storage: openStorage(storage, place), lease: 300, flows, maxRecoveries: 1000 });
  process.stdout.write('ready\n');
  await repeat(engine, effects.read());
  let count = 0;
  const lane = async (): Promise<void> => {
    do await fresh(engine, count++);
    while (starts === 'load');
  };
  if (starts !== 'none') await Promise.all(Array.from({ length: starts === 'load' ? AT_ONCE : FEW }, lane));
  while ((await engine.list({ status: UNENDED, limit: 1 })).items.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await engine.stop();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
