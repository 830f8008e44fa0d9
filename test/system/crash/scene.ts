import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createEngine } from 'millrace';
import { Client } from 'pg';
import { wrongsIn } from './checker';
import { load } from './load';
import { openStorage, placeFor, type StorageName, urlOf } from './open-storage';
import { People } from './people';
import { putToSleep } from './put-to-sleep';
import { gateOf, type Line, SideEffects } from './side-effects';
import { bundle, WorkerProcess } from './worker-process';

/** How often a storage is looked at that seems to be wrong: the desk goes on meanwhile, so that what it writes may be seen in part. */
const MOST_LOOKS = 10;
const LOOK_MS = 10;

/** A storage and a log on which processes work, one after another or at the same time. */
export class Scene {
  private readonly folder = mkdtempSync(join(tmpdir(), 'millrace-crash-'));
  private readonly program = bundle('worker.ts', this.folder);
  private readonly log = join(this.folder, 'log');
  private readonly effects = new SideEffects(this.log);
  private readonly kinds = load(() => undefined);
  private readonly seen = new Set<string>();
  private readonly place: string;
  private readonly processes: WorkerProcess[] = [];
  /** The names under which a server knows the processes that have ended. */
  private readonly ended: string[] = [];

  /** @param place where the storage is; left out for a new file */
  constructor(
    private readonly storage: StorageName,
    place?: string,
  ) {
    this.place = place ?? join(this.folder, 'runs.db');
  }

  /** A process that starts runs: for as long as it lives, a few, or none. */
  process(starts: 'load' | 'few' | 'none'): WorkerProcess {
    const { program, storage, place, log, processes } = this;
    const generation = String(processes.length);
    const name = `${basename(this.folder)}-${generation}`;
    const own = storage === 'postgres' ? placeFor(place, name) : place;
    const process = new WorkerProcess(program, [storage, own, log, generation, starts]);
    processes.push(process);
    const note = (): void => void this.ended.push(name);
    process.ended.then(note, note);
    return process;
  }

  /** People at a desk that outlives all processes: its engine knows all flows, but moves no run. Gives what closes it. */
  async desk(): Promise<() => Promise<void>> {
    const storage = { ...openStorage(this.storage, this.place), claim: () => Promise.resolve([]) };
    const flows = Object.values(this.kinds).map(({ flow }) => flow);
    const engine = await createEngine({ storage, flows });
    const people = new People(engine, this.effects.write, ['desk']);
    return async () => {
      await people.goHome();
      await engine.stop();
    };
  }

  putToSleep(process: WorkerProcess): Promise<void> {
    return putToSleep(process, this.storage, this.place);
  }

  /** Lets steps end that take their time, if they begin from now on. */
  letEnd(): void {
    writeFileSync(gateOf(this.log), '');
  }

  lines(): readonly Line[] {
    return this.effects.read();
  }

  /** What is wrong, while no process lives, according to what was written down by now or, if they are given, to some lines of it. */
  async wrongs(over: boolean, given?: readonly Line[]): Promise<readonly string[]> {
    await this.forgotten();
    const storage = openStorage(this.storage, this.place);
    await storage.open();
    try {
      // What is really wrong stays so.
      let before: readonly string[] = [];
      for (let look = 1; ; look += 1) {
        // Before the storage is looked at: the desk goes on meanwhile.
        const lines = given ?? this.lines();
        const seen = new Set(this.seen);
        const wrongs = await wrongsIn({ storage, lines, kinds: this.kinds, over, seen });
        if (wrongs.length === 0) for (const run of seen) this.seen.add(run);
        if (wrongs.length === 0 || isDeepStrictEqual(wrongs, before) || look === MOST_LOOKS) return wrongs;
        before = wrongs;
        await pause(500);
      }
    } finally {
      await storage.close();
    }
  }

  /** Resolves when the server has nothing to do any more for processes that have ended: it may still be at what they have sent. */
  private async forgotten(): Promise<void> {
    if (this.storage !== 'postgres') return;
    const client = new Client({ connectionString: urlOf(this.place) });
    await client.connect();
    const open = 'select 1 from pg_stat_activity where application_name = any ($1)';
    while ((await client.query(open, [this.ended])).rows.length > 0) await pause(LOOK_MS);
    await client.end();
  }

  remove(): void {
    for (const process of this.processes) process.kill('SIGKILL');
    this.effects.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
