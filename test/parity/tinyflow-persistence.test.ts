import {
  type ContextOf,
  createEngine,
  type DurableEngine,
  exit,
  flow,
  flowOf,
  fn,
  key,
  MachineStep,
  Step,
  signal,
  waitFor,
} from 'millrace';
import { memoryStorage, type Storage } from 'millrace/storage';
import { VirtualClock } from 'millrace/testing';

// What TinyFlow keeps of executions, kept with Millrace; a test or more for each row of a list of its features.
// "(otherwise: …)" in a name marks what is done differently on purpose; docs/coming-from/tinyflow.md
// says why.

const go = signal<number>('go');
const inc = fn('inc', (n: number) => n + 1);
const { to, wire } = flow('execution').nodes({ a: inc, wait: waitFor(go), b: inc, done: exit<number>() });
const execution = wire('a', { a: to.wait, wait: to.b, b: to.done });
const short = flowOf('short', inc);
const broken = flowOf(
  'broken',
  fn('broken', (): number => {
    throw new Error('down');
  }),
);

let clock: VirtualClock;
let storage: Storage;
let engines: DurableEngine[];
let engine: DurableEngine;
beforeEach(async () => {
  clock = new VirtualClock({ start: 1_000_000 });
  storage = memoryStorage();
  engines = [];
  engine = await another();
});
afterEach(async () => {
  for (const one of engines) await one.stop({ graceMs: 0 });
});

async function another(flows = [execution, short, broken]): Promise<DurableEngine> {
  const made = await createEngine({ clock, storage, flows });
  engines.push(made);
  return made;
}

async function waiting(tags: readonly string[] = []) {
  const run = await engine.start(execution, 1, { tags });
  await clock.settle();
  return run;
}

describe('5.15 a port for persistence', () => {
  it('5.15 saves and loads what is known of a run: id, flow, where it stands, status, times, failure', async () => {
    const run = await waiting();
    const startedAt = clock.now();
    await clock.jump(50);
    expect(await engine.inspect(run.id)).toMatchObject({
      id: run.id,
      flow: 'execution',
      status: 'waiting',
      at: ['wait#1'],
      startedAt,
    });
    const failed = await engine.start(broken, null);
    await expect(failed.result()).rejects.toThrow();
    expect(await engine.inspect(failed.id)).toMatchObject({
      status: 'failed',
      endedAt: clock.now(),
      at: ['main#1'],
      failure: { message: 'down' },
    });
  });

  it('5.15 loads nothing of what is not known', async () => {
    expect(await engine.inspect('none')).toBeUndefined();
    expect(await engine.get('none')).toBeUndefined();
  });

  it('5.15 lists the runs of a flow, at most 100, those first that were started last', async () => {
    const ids: string[] = [];
    await engine.start(short, 0);
    for (let n = 0; n < 101; n += 1) ids.unshift((await engine.start(execution, n)).id);
    await clock.settle();
    const { items } = await engine.list({ flow: 'execution' });
    expect(items.map(({ id }) => id)).toEqual(ids.slice(0, 100));
    expect((await engine.list({ flow: 'execution', limit: 3 })).items).toHaveLength(3);
  });

  it('5.15 deletes a run (otherwise: none that may go on, unless it is cancelled before)', async () => {
    const [over, open] = [await engine.start(short, 1), await waiting()];
    await over.result();
    await clock.settle();
    await engine.remove(over.id);
    expect(await engine.get(over.id)).toBeUndefined();
    await expect(engine.remove(open.id)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    expect(await open.status()).toBe('waiting');
    await open.cancel();
    await clock.settle();
    await engine.remove(open.id);
    expect(await engine.get(open.id)).toBeUndefined();
  });

  it('5.15 (otherwise: each engine is given its storage; there is none for the whole process that could be set or forgotten)', async () => {
    const run = await waiting();
    const elsewhere = await createEngine({ clock, storage: memoryStorage(), flows: [execution] });
    engines.push(elsewhere);
    expect(await elsewhere.get(run.id)).toBeUndefined();
    expect(await (await (await another()).get(run.id))?.status()).toBe('waiting');
  });
});

describe('5.16 cleaning up', () => {
  it('5.16 removes what has ended for long enough, however it ended, and says how many', async () => {
    const [completed, failed, cancelled] = [
      await engine.start(short, 1),
      await engine.start(broken, null),
      await waiting(),
    ];
    await completed.result();
    await expect(failed.result()).rejects.toThrow();
    await cancelled.cancel({ reason: 'not needed' });
    await clock.settle();
    await clock.jump(5999);
    const young = await engine.start(short, 1);
    await young.result();
    expect(await engine.purge({ olderThan: '6s' })).toBe(0);
    await clock.jump(1);
    expect(await engine.purge({ olderThan: '6s' })).toBe(3);
    expect((await engine.list()).items.map(({ id }) => id)).toEqual([young.id]);
  });

  it('5.16 never removes what is running, waits or is paused, however old it is', async () => {
    const [waits, paused] = [await waiting(), await waiting()];
    await paused.pause({ reason: 'maintenance' });
    let finish = (_: number): void => undefined;
    const slow = flowOf(
      'slow',
      fn('slow', () => new Promise<number>((resolve) => (finish = resolve))),
    );
    const running = await engine.start(slow, null);
    await clock.settle();
    await clock.jump(1000);
    expect(await engine.purge({ olderThan: 0 })).toBe(0);
    expect([await waits.status(), await paused.status(), await running.status()]).toEqual([
      'waiting',
      'paused',
      'running',
    ]);
    finish(1);
    await running.result();
  });

  it('5.16 (otherwise: an engine does it by itself, where it is told for how long runs are kept)', async () => {
    const keeping = await createEngine({ clock, storage: memoryStorage(), flows: [short], retention: '10s' });
    engines.push(keeping);
    const run = await keeping.start(short, 1);
    await run.result();
    for (let second = 0; second < 15; second += 1) {
      await clock.jump(1000);
    }
    expect(await keeping.get(run.id)).toBeUndefined();
  });
});

describe('5.17 ids and snapshots', () => {
  it('5.17 ids are unique (otherwise: or given by whoever starts the run, once)', async () => {
    const ids = new Set<string>();
    for (let n = 0; n < 200; n += 1) ids.add((await engine.start(short, n)).id);
    expect(ids.size).toBe(200);
    expect((await engine.start(short, 1, { id: 'exec-1' })).id).toBe('exec-1');
    await expect(engine.start(short, 2, { id: 'exec-1' })).rejects.toMatchObject({ code: 'DUPLICATE_RUN' });
  });

  it('5.17 what was read of a run stays as it was when the run goes on', async () => {
    const run = await waiting(['early']);
    const before = await engine.inspect(run.id);
    const copy = structuredClone(before);
    await engine.signal({ runId: run.id }, go, 5);
    await run.result();
    expect(before).toEqual(copy);
    expect((await engine.inspect(run.id))?.status).toBe('completed');
  });

  it('5.17 only what has ended has an end (otherwise: when it changed last is the time of its latest event)', async () => {
    const run = await waiting();
    await clock.jump(700);
    expect(await engine.inspect(run.id)).not.toHaveProperty('endedAt');
    await engine.signal({ runId: run.id }, go, 5);
    await run.result();
    const summary = await engine.inspect(run.id);
    const { items } = await engine.history(run.id);
    expect(summary?.endedAt).toBe(clock.now());
    expect([items.at(-1)?.at, items.at(-1)?.seq]).toEqual([clock.now(), summary?.seq]);
    expect(items.find(({ type }) => type === 'run.waiting')?.at).toBe(clock.now() - 700);
  });
});

describe('5.18 going on', () => {
  const visited = key<readonly string[]>('visited', []);

  /** Three steps that write into the store where they have been; the second one hangs while the service does. */
  function threeSteps() {
    const service = { hangs: true, calls: [] as string[] };
    @Step()
    class Visit extends MachineStep<string, string> {
      execute(name: string, { shared, node, signal: stop }: ContextOf<this>): string | Promise<string> {
        service.calls.push(node);
        shared.update(visited, (before) => [...before, node]);
        if (node !== 'b' || !service.hangs) return name;
        return new Promise((_resolve, reject) => {
          stop.addEventListener('abort', () => reject(stop.reason as Error));
        });
      }
    }
    const draft = flow('three').nodes({
      a: Visit,
      b: Visit,
      c: Visit,
      read: fn('read', (name: string, { shared }) => `${name}: ${shared.get(visited).join(' ')}`),
      done: exit<string>(),
    });
    const three = draft.wire('a', { a: draft.to.b, b: draft.to.c, c: draft.to.read, read: draft.to.done });
    return { service, three };
  }

  it('5.18 with the data that was there (otherwise: with the step that was executing, not from the start)', async () => {
    const { service, three } = threeSteps();
    const first = await createEngine({ clock, storage, flows: [three] });
    const { id } = await first.start(three, 'tour');
    await clock.settle();
    await first.stop({ graceMs: 0 });
    service.hangs = false;
    const second = await createEngine({ clock, storage, flows: [three] });
    engines.push(second);
    await expect((await second.get(id))?.result()).resolves.toBe('tour: a b c');
    expect(service.calls).toEqual(['a', 'b', 'b', 'c']);
  });

  it('5.18 from the start, where that is wanted, as a copy', async () => {
    const { service, three } = threeSteps();
    service.hangs = false;
    const own = await createEngine({ clock, storage, flows: [three] });
    engines.push(own);
    const run = await own.start(three, 'tour');
    await run.result();
    await expect((await own.fork(run.id, { after: 1 })).result()).resolves.toBe('tour: a b c');
    expect(service.calls).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });
});
