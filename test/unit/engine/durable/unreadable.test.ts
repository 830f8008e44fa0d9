import {
  createEngine,
  type DurableEngine,
  type EngineEvent,
  exit,
  flow,
  fn,
  HumanStep,
  type Run,
  type RunEvent,
  Step,
  type Storage,
  signal,
  unchecked,
  waitFor,
} from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { memoryStorage, type StoredRun } from 'millrace/storage';
import { filter, firstValueFrom } from 'rxjs';
import { eventsOf } from '../../../support/events-of';
import { failureOf } from '../../../support/failure-of';

const go = signal<number>('go');

@Step({ form: unchecked<boolean>() })
class Approve extends HumanStep<number, boolean, { approved: number }> {
  request() {
    return { title: 'approve' };
  }
  complete(isApproved: boolean) {
    return this.to('approved', Number(isApproved));
  }
}

function flows() {
  const waiting = flow<number>('waiting').nodes({
    first: fn('first', (n: number) => n + 1),
    wait: waitFor(go),
    last: fn('last', (n: number) => n * 2),
    done: exit<number>(),
  });
  const tasks = flow<number>('tasks', { concurrency: { limit: 1 } }).nodes({ approve: Approve, done: exit<number>() });
  return [
    waiting.wire('first', { first: waiting.to.wait, wait: waiting.to.last, last: waiting.to.done }),
    tasks.wire('approve', { approve: { approved: tasks.to.done } }),
  ] as const;
}

type Damage = (run: StoredRun) => StoredRun;

/** The damages to the stored data of a run. */
const DAMAGES: Readonly<Record<string, Damage>> = {
  'a journal entry that is no JSON': (run) => ({ ...run, entries: run.entries.map((one) => ({ ...one, body: '{' })) }),
  'a journal entry of a later format': (run) => ({
    ...run,
    entries: run.entries.map((one) => ({ ...one, body: '[9,[],[],[]]' })),
  }),
  'a journal entry with unknown changes': (run) => ({
    ...run,
    entries: run.entries.map((one) => ({ ...one, body: '[1,[7,{"type":"token.put"}],[],[]]' })),
  }),
  'an empty journal': (run) => ({
    ...run,
    entries: run.entries.map((one) => ({ ...one, body: '[1,[],[],[]]' })),
    input: '3',
  }),
  'a damaged message': (run) => ({
    ...run,
    inbox: run.inbox.map((one) => (one.kind === 'sent' ? { ...one, body: 'no' } : one)),
  }),
};

/** A storage that returns damaged runs while `damage` is set. */
class DamagedStorage {
  damage: Damage | undefined = undefined;
  /** The number of the last event of a journal entry of any run that cannot be read. */
  brokenEntry: number | undefined = undefined;
  readonly storage: Storage;

  constructor(storage: Storage) {
    const read = (run: StoredRun): StoredRun => (this.damage && run.origin.id === 'run-2' ? this.damage(run) : run);
    this.storage = {
      ...storage,
      claim: async (request) => (await storage.claim(request)).map(read),
      claimOne: async (request) => storage.claimOne(request).then((run) => run && read(run)),
      messages: async (request) => {
        const damaged = await this.storage.load({ run: { id: 'run-2' } });
        return damaged?.key === request.run
          ? damaged.inbox.filter(({ no }) => no > request.after)
          : storage.messages(request);
      },
      journal: async (request) =>
        (await storage.journal(request)).map((one) => (one.seq === this.brokenEntry ? { ...one, body: '{' } : one)),
      load: async (request) => storage.load(request).then((run) => run && read(run)),
    };
  }
}

describe.each([
  ['memory', () => memoryStorage()],
  ['SQLite', () => sqliteStorage(':memory:')],
])('a run that cannot be read, in %s,', (_name, storageOf) => {
  let world: DamagedStorage;
  let engine: DurableEngine;
  let heard: (RunEvent | EngineEvent)[];
  const [waiting, approval] = flows();

  beforeEach(async () => {
    world = new DamagedStorage(storageOf());
    engine = await createEngine({ storage: world.storage, flows: [waiting, approval] });
    heard = [];
    engine.events$.subscribe((event) => heard.push(event));
  });
  afterEach(() => engine.stop({ graceMs: 0 }));

  async function runs(): Promise<readonly Run<{ readonly next: number }>[]> {
    return Promise.all(
      ['run-1', 'run-2', 'run-3'].map(async (id) => {
        const run = await engine.start(waiting, 1, { id });
        await firstValueFrom(run.events$.pipe(filter(({ type }) => type === 'run.waiting')));
        return run;
      }),
    );
  }

  it.each(Object.entries(DAMAGES))('fails with UNREADABLE after %s, and others go on', async (_damage, damage) => {
    const [one, two, three] = await runs();
    world.damage = damage;
    for (const runId of ['run-1', 'run-2', 'run-3']) await engine.signal({ runId }, go, 3);
    expect(await Promise.all([one?.result(), three?.result()])).toEqual([6, 6]);
    const failure = await failureOf(two?.result() ?? Promise.resolve());
    expect(failure).toMatchObject({ code: 'UNREADABLE', message: expect.stringContaining('run-2') });
    expect(await engine.inspect('run-2')).toMatchObject({ status: 'failed', failure: { code: 'UNREADABLE' } });
    expect(heard).toContainEqual(expect.objectContaining({ type: 'run.failed', runId: 'run-2', data: { failure } }));
    const events = two ? await eventsOf(two) : [];
    expect(events.at(-1)).toMatchObject({ type: 'run.failed', data: { failure: { code: 'UNREADABLE' } } });

    await two?.cancel();
    expect(await two?.status()).toBe('failed');
    await engine.remove('run-2');
    expect(await engine.get('run-2')).toBeUndefined();
  });

  it('is not redriven as long as it cannot be read', async () => {
    const [, two] = await runs();
    world.damage = DAMAGES['a journal entry that is no JSON'];
    await two?.cancel();
    await failureOf(two?.result() ?? Promise.resolve());
    for (let time = 0; time < 2; time += 1)
      await expect(engine.redrive('run-2')).rejects.toMatchObject({ code: 'UNREADABLE' });
    await engine.remove('run-2');
  });

  it('is continued by a redrive once it can be read', async () => {
    const [, two] = await runs();
    world.damage = DAMAGES['a journal entry that is no JSON'];
    await two?.cancel();
    await failureOf(two?.result() ?? Promise.resolve());
    world.damage = undefined;
    const again = await engine.redrive('run-2');
    await engine.signal({ runId: 'run-2' }, go, 3);
    expect(await again.result()).toBe(6);
    const { items } = await engine.history('run-2');
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1));
    expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(['run.failed', 'run.redriven']));
  });

  it('closes its task and lets the next run of its queue in', async () => {
    await engine.start(approval, 1, { id: 'run-2' });
    const next = await engine.start(approval, 1, { id: 'run-4' });
    const first = await engine.get('run-2');
    if (first) await firstValueFrom(first.events$.pipe(filter(({ type }) => type === 'task.created')));
    const [task] = (await engine.tasks.list()).items;
    world.damage = DAMAGES['a journal entry that is no JSON'];
    await engine.tasks.complete(task?.id ?? '', { by: 'ann', form: true });
    await firstValueFrom(next.events$.pipe(filter(({ type }) => type === 'task.created')));
    expect((await engine.tasks.list()).items.map(({ runId }) => runId)).toEqual(['run-4']);
  });

  it('keeps its history, and says which events cannot be read', async () => {
    const [, two] = await runs();
    const entries = await world.storage.journal({
      run: (await world.storage.find({ run: { id: 'run-2' } }))?.key ?? 0,
    });
    const [broken] = entries;
    world.brokenEntry = broken?.seq;
    await expect(engine.history('run-2')).rejects.toMatchObject({
      code: 'UNREADABLE',
      message: expect.stringContaining(`{ after: ${broken?.seq} }`),
    });
    expect((await engine.history('run-2', { after: broken?.seq ?? 0 })).items.at(-1)?.type).toBe('run.waiting');
    await two?.cancel();
    const events = two ? await eventsOf(two) : [];
    expect(events.at(-1)?.type).toBe('run.cancelled');
  });
});
