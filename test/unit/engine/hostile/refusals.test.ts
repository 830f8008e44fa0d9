import {
  all,
  createEngine,
  type Engine,
  exit,
  flow,
  fn,
  HumanStep,
  InputError,
  key,
  MachineStep,
  node,
  Step,
  signal,
  sleep,
  unchecked,
  waitFor,
} from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { failureOf } from '../../../support/failure-of';

const go = signal<unknown>('go');

@Step({ form: unchecked() })
class Ask extends HumanStep<number, unknown, { yes: unknown }> {
  request() {
    return { title: 'Decide' };
  }
  complete(form: unknown) {
    return this.to('yes', form);
  }
}

const plain = (() => {
  const { to, wire } = flow('plain').nodes({ first: fn('first', () => 1), done: exit<number>() });
  return wire('first', { first: to.done });
})();

const waiting = (() => {
  const { to, wire } = flow<number>('waiting').nodes({ wait: waitFor(go), done: exit<unknown>() });
  return wire('wait', { wait: to.done });
})();

const asking = (() => {
  const { to, wire } = flow<number>('asking').nodes({ ask: Ask, done: exit<unknown>() });
  return wire('ask', { ask: { yes: to.done } });
})();

function flowOf(name: string, source: unknown) {
  const draft = flow<number>(name).nodes({ only: source as never, done: exit<unknown>() });
  return draft.wire('only' as never, { only: draft.to.done });
}

/** Promises and values that pretend to be one. Each of them would be awaited for ever, or reject. */
const THENABLES: readonly (readonly [string, () => unknown])[] = [
  ['a thenable', () => ({ then: () => undefined })],
  ['a function with a then', () => Object.assign(() => 1, { then: () => undefined })],
  ['a promise that rejects', () => Promise.reject(new Error('abandoned'))],
  ['a value whose then cannot be read', () => Object.defineProperty({}, 'then', { get: () => raise() })],
];

function raise(): never {
  throw new Error('trapped');
}

const ENGINES = {
  'no storage': () => createEngine({}),
  SQLite: () => createEngine({ storage: sqliteStorage({ file: ':memory:' }) }),
};

describe.each(Object.entries(ENGINES))('with %s', (storage, create) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await create();
  });
  afterEach(async () => {
    await engine.stop();
  });

  describe.each(THENABLES)('%s is refused', (_, make) => {
    it('as an input', async () => {
      await engine.register(plain);
      for (const call of [() => engine.start(plain, make()), () => engine.run(plain, make())])
        await expect(call()).rejects.toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: '' }] });
    });

    it('as a payload', async () => {
      const { id } = await engine.start(waiting, 1);
      const sent = engine.signal({ runId: id }, go, make());
      await expect(sent).rejects.toThrow(/^payload of signal "go" is not valid: .*await it first$/);
    });

    it('as a form', async () => {
      await engine.start(asking, 1);
      const [task] = await waitForTask(engine);
      const completed = engine.tasks.complete(task?.id ?? '', { by: 'ada', form: make() });
      await expect(completed).rejects.toMatchObject({ code: 'INVALID_FORM' });
      await expect(completed).rejects.toBeInstanceOf(InputError);
    });

    it.each<readonly [string, () => unknown, RegExp]>([
      [
        'until',
        () => all({ a: fn('a', () => 1), b: sleep('1h') } as never, { until: make as never }),
        /^until of node "only"/,
      ],
      [
        'a concurrency key',
        () =>
          node(
            fn('a', () => 1),
            { concurrency: { limit: 1, key: make as never } },
          ),
        /concurrency\.key/,
      ],
      ['the length of a sleep', () => sleep(make as never), /^sleep of node "only"/],
      ['the value of skip', () => skipping(() => ({ instead: make() })), /^node "only" chose its action or skipped/],
      ['a value of the shared store', () => storing(make), /the shared store/],
      ['an update of the shared store', () => updating(make), /the shared store/],
    ])('as what %s returns', async (name, source, message) => {
      const failure = await failureOf(engine.run(flowOf(name.replaceAll(' ', '-'), source()), 1));
      expect(failure.message).toMatch(message);
    });

    it('as what via returns, which names the node', async () => {
      const draft = flow<number>('mapped').nodes({ first: fn('first', () => 1), done: exit<unknown>() });
      const mapped = draft.wire('first', { first: draft.to.done.via(make) });
      const failure = await failureOf(engine.run(mapped, 1));
      expect(failure).toMatchObject({ code: 'INVALID_OUTCOME' });
      expect(failure.message).toMatch(/^via of an edge to node "done" returned a promise/);
    });

    it('as what merge returns', async () => {
      const merged = key(`merged in ${storage} ${_}`, 0, { merge: make as never });
      const left = storingKey(merged);
      const failure = await failureOf(engine.run(flowOf('merging', all({ left, right: left } as never)), 1));
      expect(failure).toMatchObject({ code: 'INVALID_OUTCOME' });
      expect(failure.message).toMatch(/merge function/);
    });
  });
});

function skipping(skip: () => unknown): unknown {
  @Step()
  class Skipped extends MachineStep<number, unknown> {
    execute() {
      return 1;
    }
    override skip() {
      return skip() as never;
    }
  }
  return Skipped;
}

function storing(make: () => unknown): unknown {
  return fn('storing', (_: number, { shared }) => {
    shared.set('k', make());
    return 1;
  });
}

function storingKey(written: ReturnType<typeof key<number>>): unknown {
  return fn('storing', (_: number, { shared }) => {
    shared.set(written, 1);
    return 1;
  });
}

function updating(make: () => unknown): unknown {
  return fn('updating', (_: number, { shared }) => {
    shared.update('k', make);
    return 1;
  });
}

async function waitForTask(engine: Engine): Promise<Awaited<ReturnType<Engine['tasks']['list']>>['items']> {
  for (;;) {
    const { items } = await engine.tasks.list();
    if (items.length > 0) return items;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('authorize', () => {
  it.each<readonly [string, () => never, RegExp]>([
    ['throws', raise, /^authorize: .*"claim".* it threw: trapped; the task is unchanged$/],
    ['throws a revoked proxy', () => raiseRevoked(), /^authorize: .* it threw: an error that cannot be read/],
    ['returns something else', () => ({ toString: raise }) as never, /^authorize: .* it returned an object, expected/],
    ['returns a symbol', () => Symbol('s') as never, /^authorize: .* it returned Symbol\(s\), expected/],
  ])('that %s is named by an error of ours', async (_, authorize, message) => {
    const engine = await createEngine({ authorize });
    await engine.start(asking, 1);
    const [task] = await waitForTask(engine);
    const claimed = engine.tasks.claim(task?.id ?? '', { by: 'ada' });
    await expect(claimed).rejects.toMatchObject({ code: 'INVALID_OPTION', details: { option: 'authorize' } });
    await expect(claimed).rejects.toThrow(message);
    await expect(engine.tasks.get(task?.id ?? '')).resolves.toMatchObject({ status: 'open' });
    await engine.stop();
  });
});

function raiseRevoked(): never {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  throw proxy;
}
