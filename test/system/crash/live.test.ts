import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createEngine, type DurableEngine } from 'millrace';
import { openTestDatabase, type TestDatabase } from '../../support/postgres';
import type { LiveSettings } from './live-worker';
import { openStorage, type StorageName } from './open-storage';
import { putToSleep } from './put-to-sleep';
import { bundle, WorkerProcess } from './worker-process';

/** More than an engine makes within the time of its lease. */
const RENEWALS_OF_A_LEASE = 4;
const STORAGES: readonly StorageName[] = ['sqlite', 'postgres'];

// Only for what hangs.
jest.setTimeout(600_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.end());

/** Processes on one storage, none of which dies, and an engine that looks at their runs. */
class LiveScene {
  private readonly folder = mkdtempSync(join(tmpdir(), 'millrace-live-'));
  private readonly program = bundle('live-worker.ts', this.folder);
  private readonly log = this.file('log');
  private readonly processes: WorkerProcess[] = [];
  private reader: DurableEngine | undefined = undefined;

  constructor(
    private readonly storage: StorageName,
    private readonly place: string,
  ) {
    writeFileSync(this.log, '');
    if (storage === 'sqlite') this.place = this.file('runs.db');
  }

  async process(settings: Pick<LiveSettings, 'lease'> & Partial<LiveSettings>): Promise<WorkerProcess> {
    const { storage, place, log } = this;
    const files = { log, gate: this.file('gate'), stop: this.file('stop') };
    const process = new WorkerProcess(this.program, [JSON.stringify({ storage, place, ...files, ...settings })]);
    this.processes.push(process);
    await process.said('ready');
    return process;
  }

  /** Lets gated steps end. */
  open(): void {
    writeFileSync(this.file('gate'), '');
  }

  /** What was noted that begins with a word, without the process. */
  noted(what: string, { pid }: { readonly pid?: number | undefined } = {}): readonly string[] {
    const lines = readFileSync(this.log, 'utf8').split('\n');
    return lines.flatMap((line) => {
      const [by = '', ...words] = line.split(' ');
      return words.join(' ').startsWith(what) && (pid === undefined || by === String(pid)) ? [words.join(' ')] : [];
    });
  }

  /** Resolves when something was noted so many times. */
  async until(what: string, times: number, by: { readonly pid?: number | undefined } = {}): Promise<void> {
    while (this.noted(what, by).length < times) await pause(10);
  }

  /** Resolves to the status of a run when it has ended. */
  async ended(id: string): Promise<string> {
    this.reader ??= await createEngine({ flows: [], storage: openStorage(this.storage, this.place), lease: '1h' });
    for (;;) {
      const { status = 'unknown' } = (await this.reader.inspect(id)) ?? {};
      if (['completed', 'failed', 'cancelled'].includes(status)) return status;
      await pause(20);
    }
  }

  /** Resolves when each engine has renewed its lease so many times from now on. */
  async renewed(times: number): Promise<void> {
    const storage = openStorage(this.storage, this.place);
    await storage.open();
    const leases = () => storage.leases({ except: { id: 0 } });
    const before = await leases();
    for (let late = before; late.length > 0; ) {
      await pause(20);
      const now = new Map((await leases()).map(({ id, renewal }) => [id, renewal]));
      late = before.filter(({ id, renewal }) => (now.get(id) ?? Number.POSITIVE_INFINITY) < renewal + times);
    }
    await storage.close();
  }

  sleep(process: WorkerProcess): Promise<void> {
    return putToSleep(process, this.storage, this.place);
  }

  async end(): Promise<void> {
    writeFileSync(this.file('stop'), '');
    await Promise.all(this.processes.map(({ ended }) => ended));
    await this.reader?.stop();
  }

  remove(): void {
    for (const process of this.processes) process.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private file(name: string): string {
    return join(this.folder, name);
  }
}

describe.each(STORAGES)('processes that live (%s)', (storage) => {
  let scene: LiveScene;
  beforeEach(() => {
    scene = new LiveScene(storage, `${database.url}#${database.freshSchema()}`);
  });
  afterEach(() => {
    scene.remove();
  });

  it('end a step that computes for longer than the lease, and blame neither it nor a step beside it', async () => {
    const starts = [
      { flow: 'gated', id: 'innocent', input: 1 },
      { flow: 'spin', id: 'heavy', input: 2500 },
    ] as const;
    await scene.process({ lease: 500, maxRecoveries: 5, starts });
    await scene.process({ lease: 500, maxRecoveries: 5 });
    expect(await scene.ended('heavy')).toBe('completed');
    scene.open();
    expect(await scene.ended('innocent')).toBe('completed');
    await scene.end();
    expect([scene.noted('after heavy').length, scene.noted('after innocent').length]).toEqual([1, 1]);
  });

  it('are not counted as dead when they are suspended for longer than their lease, and say that they are back', async () => {
    const common = { lease: 500, maxRecoveries: 2 };
    const starts = [{ flow: 'gated', id: 'long', input: 1 }] as const;
    const pair = [await scene.process({ ...common, starts }), await scene.process(common)] as const;
    await scene.until('wait long', 1);
    // One more than the limit would allow.
    for (let time = 1; time <= 4; time += 1) {
      const owner = pair[time % 2 === 1 ? 0 : 1];
      const returns = scene.noted('engine.returned', owner).length;
      await scene.sleep(owner);
      await scene.until('wait long', time + 1);
      owner.kill('SIGCONT');
      await scene.until('engine.returned', returns + 1, owner);
    }
    scene.open();
    expect(await scene.ended('long')).toBe('completed');
    await scene.end();
    expect(scene.noted('after long')).toHaveLength(1);
  });

  it('do not end the leases of others whose clocks differ by a minute, and tell of it', async () => {
    const starts = [{ flow: 'gated', id: 'long', input: 1 }] as const;
    // Longer than the machine keeps any of them from its turn.
    const first = await scene.process({ lease: 4000, starts });
    const ahead = await scene.process({ lease: 4000, aheadMs: 60_000 });
    await scene.until('clock.skewed', 1, first);
    await scene.until('clock.skewed', 1, ahead);
    await scene.renewed(RENEWALS_OF_A_LEASE);
    scene.open();
    expect(await scene.ended('long')).toBe('completed');
    await scene.end();
    expect(scene.noted('wait long')).toHaveLength(1);
    expect(scene.noted('lease.ended')).toEqual([]);
  });

  it.each([2, 3, 4])('execute each step once, as %i on one storage', async (processes) => {
    for (let number = 1; number <= processes; number += 1) {
      const starts = Array.from({ length: 12 }, (_, index) => ({
        flow: 'chain' as const,
        id: `${number}-${index}`,
        input: 3,
      }));
      await scene.process({ lease: 10_000, starts });
    }
    for (let number = 1; number <= processes; number += 1)
      for (let index = 0; index < 12; index += 1) expect(await scene.ended(`${number}-${index}`)).toBe('completed');
    await scene.end();
    const begun = [...scene.noted('count'), ...scene.noted('after')];
    expect(begun).toHaveLength(processes * 12 * 4);
    expect(new Set(begun).size).toBe(begun.length);
    expect(scene.noted('lease.ended')).toEqual([]);
  });
});
