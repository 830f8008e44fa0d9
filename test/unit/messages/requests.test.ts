import { createEngine, type Engine, exit, flow, fn, MillraceError, signal, waitFor } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { createTestEngine, type TestEngine } from 'millrace/testing';
import { loose } from '../flow/untyped';

const paid = signal<number>('paid');

function waiting() {
  const { to, wire } = flow('waiting').nodes({ wait: waitFor(paid), done: exit<number>() });
  return wire('wait', { wait: to.done });
}

const known = waiting();
const draft = flow('unfinished').nodes({ wait: waitFor(paid), done: exit<number>() });
const plain = (() => {
  const { to, wire } = flow('plain').nodes({ work: fn('work', () => 1), done: exit<number>() });
  return wire('work', { work: to.done });
})();
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

const by = 'ann';
/** Mistakes of newcomers in requests to an engine. Each is written as JavaScript would allow it. */
const MISTAKES: Readonly<Record<string, (engine: Engine) => Promise<unknown>>> = {
  'an option of the engine': () => createEngine({ flow: [] } as never),
  'a container of another library': () => createEngine({ container: { get: () => 1 } as never }),
  'a lease in words': () => createEngine({ lease: 'long' } as never),
  'an option of start': (engine) => engine.start('waiting', null, { corelationId: 'x' } as never),
  'an id that is a number': (engine) => engine.start('waiting', null, { id: 5 as never }),
  'a tag that is broken': (engine) => engine.start('waiting', null, { tags: ['a\ud83d'] }),
  'a deadline that is a date': (engine) => engine.start('waiting', null, { deadline: new Date(0) as never }),
  'a flow that is not registered': (engine) => engine.start('waitin', 1),
  'an input by the name of a flow': (engine) => engine.start('waiting', 1),
  'a filter of list': (engine) => engine.list({ state: 'failed' } as never),
  'a status': (engine) => engine.list({ status: 'done' as never }),
  'a limit': (engine) => engine.list({ limit: 0 }),
  'a time of list': (engine) => engine.list({ since: 'yesterday' as never }),
  'a filter of tasks': (engine) => engine.tasks.list({ user: by } as never),
  'groups that are no list': (engine) => engine.tasks.list({ candidateGroups: 'g' as never }),
  'an action without a person': (engine) => engine.tasks.complete('t', { form: {} } as never),
  'a person without a name': (engine) => engine.tasks.claim('t', { by: '' }),
  'a reassignment to nobody': (engine) => engine.tasks.reassign('t', { by } as never),
  'a task that does not exist': (engine) => engine.tasks.claim('t', { by }),
  'a signal by its name': (engine) => engine.signal({ runId: 'r' }, 'paid', 1),
  'a signal that is none': (engine) => engine.signal({ runId: 'r' }, {} as never, 1 as never),
  'a signal that nobody waits for': (engine) => engine.signal({ runId: 'r' }, signal('payd'), undefined),
  'a target of a signal': (engine) => engine.signal({ run: 'r' } as never, paid, 1),
  'a run that does not exist': (engine) => engine.signal({ runId: 'nobody' }, paid, 1),
  'an option of stop': (engine) => engine.stop({ grace: 5 } as never),
  'an option of cancel': async (engine) => (await engine.get('r'))?.cancel({ compensation: true } as never),
  'a draft in start': (engine) => loose(engine.start.bind(engine))(draft, 1) as Promise<unknown>,
  'a draft in run': (engine) => engine.run(draft as never, 1),
  'a draft in register': (engine) => engine.register(draft as never),
  'a draft in createEngine': () => createEngine({ flows: [draft as never] }),
  'a single flow in createEngine': () => createEngine({ flows: waiting() as never }),
  'a flow that was put together by hand': (engine) =>
    engine.run({ kind: 'flow', name: 'a', version: '1.0.0' } as never, 1),
  'a second flow with the same name': async (engine) => engine.register(waiting()),
  'a promise of a flow': (engine) => engine.run(Promise.resolve(plain) as never, 1),
  'a promise as an input': (engine) => engine.run(plain, Promise.resolve(1)),
  'a shared store that cannot be read': (engine) => engine.start(plain, 1, { shared: revoked }),
  'a shared store that is a list': (engine) => engine.start(plain, 1, { shared: [1] as never }),
  'tags that are a string': (engine) => engine.start(plain, 1, { tags: 'urgent' as never }),
  'a signal of start that is no signal': (engine) => engine.start(plain, 1, { signal: new AbortController() as never }),
  'the options of a scheduler': (engine) => engine.run(plain, 1, { cron: '* * * * *', delay: '1h' } as never),
  'the old name of an option': (engine) => engine.run(plain, 1, { history: 100, key: 'k' } as never),
  'another input with the same idempotency key': async (engine) => {
    await engine.start(known, 1, { id: 'first', idempotencyKey: 'k' });
    return engine.start(known, 2, { idempotencyKey: 'k' });
  },
  'an input that cannot be compared': (engine) => engine.start(known, { f: () => 1 }, { idempotencyKey: 'again' }),
  'an id that exists': (engine) => engine.start(known, 1, { id: 'r' }),
  'an input that is a function': (engine) => engine.start(known, () => 1),
  'a factory': () => createEngine({ factory: { create: () => undefined } } as never),
  'an engine that has stopped': async () => {
    const engine = await createEngine();
    await engine.stop();
    return engine.run(plain, 1);
  },
  'a storage in a missing folder': () => createEngine({ storage: sqliteStorage({ file: '/nowhere/at/all/x.db' }) }),
  'the file of a storage as the storage': () => createEngine({ storage: './runs.db' as never }),
  'an option of claim': (engine) => engine.tasks.claim('t', { who: by } as never),
  'a reason of cancel as its argument': async (engine) => (await engine.get('r'))?.cancel('late' as never),
  'a reason of pause': async (engine) => (await engine.get('r'))?.pause({ reason: 5 as never }),
};

describe('the message about a mistake in a request', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = createTestEngine({ flows: [known] });
    await engine.start(known, null, { id: 'r' });
  });
  afterEach(() => engine.stop({ graceMs: 0 }));

  it.each(Object.entries(MISTAKES))('%s', async (_, request) => {
    const error: unknown = await request(engine).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(MillraceError);
    expect((error as MillraceError).message).toMatchSnapshot();
  });
});
