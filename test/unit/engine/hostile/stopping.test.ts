import { setImmediate as turn } from 'node:timers/promises';
import {
  type AnyFlow,
  createEngine,
  type Engine,
  exit,
  flow,
  fn,
  MachineStep,
  MillraceError,
  node,
  race,
  Step,
  type StepContext,
  within,
} from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { VirtualClock } from 'millrace/testing';
import { Observable } from 'rxjs';

const HOUR = 3_600_000;

function fail(): never {
  throw new Error('does not stop');
}

/** Returns an iterator that waits for its next chunk for ever. */
function chunks(more: object): unknown {
  return { [Symbol.asyncIterator]: () => undefined, next: () => new Promise(() => undefined), ...more };
}

/** What a step may return, and whether ending it fails. */
const RESULTS: readonly (readonly [name: string, fails: boolean, execute: (context: StepContext) => unknown])[] = [
  ['an Observable whose teardown throws', true, () => new Observable(() => fail)],
  ['an iterator without return', false, () => chunks({})],
  ['an iterator whose return throws', true, () => chunks({ return: fail })],
  ['an iterator whose return gives no promise', false, () => chunks({ return: () => ({ done: true }) })],
  ['an iterator whose return rejects', true, () => chunks({ return: async () => Promise.resolve().then(fail) })],
  ['an iterator whose return cannot be read', true, () => Object.defineProperty(chunks({}), 'return', { get: fail })],
  ['a subscription that is a function', false, () => ({ subscribe: () => () => undefined })],
  ['a subscription that is a function that throws', true, () => ({ subscribe: () => fail })],
  ['no subscription', false, () => ({ subscribe: () => undefined })],
  [
    'a subscription whose unsubscribe rejects',
    true,
    () => ({ subscribe: () => ({ unsubscribe: async () => fail() }) }),
  ],
  [
    'a listener on the signal that throws',
    true,
    ({ signal }) => {
      signal.addEventListener('abort', fail);
      return new Promise(() => undefined);
    },
  ],
  [
    'a listener on the signal that rejects',
    true,
    ({ signal }) => {
      const rejecting: () => unknown = async () => Promise.resolve().then(fail);
      signal.addEventListener('abort', { handleEvent: rejecting });
      return new Promise(() => undefined);
    },
  ],
  [
    'an onabort that throws',
    true,
    ({ signal }) => {
      signal.onabort = fail;
      return new Promise(() => undefined);
    },
  ],
  [
    'a listener that was removed',
    false,
    ({ signal }) => {
      signal.addEventListener('abort', fail, { once: true });
      signal.removeEventListener('abort', fail);
      return new Promise(() => undefined);
    },
  ],
];

type Ways = Readonly<Record<string, (source: never) => AnyFlow>>;

function flowOf(nodes: Record<string, unknown>, edges: Record<string, string | Record<string, string>> = {}): AnyFlow {
  const draft = flow<number>('stopped').nodes({ ...nodes, done: exit<unknown>() } as never) as unknown as {
    readonly to: Readonly<Record<string, unknown>>;
    readonly wire: (start: string, wiring: object) => AnyFlow;
  };
  const target = (name: string | Record<string, string>): unknown =>
    typeof name === 'string'
      ? draft.to[name]
      : Object.fromEntries(Object.entries(name).map(([action, to]) => [action, draft.to[to]]));
  return draft.wire('hangs', { hangs: target(edges['hangs'] ?? 'done') });
}

/** The ways in which a step is stopped, each in a flow whose first node is stopped in that way. */
const WAYS: Ways = {
  cancel: (source) => flowOf({ hangs: source }),
  stop: (source) => flowOf({ hangs: source }),
  'an attempt timeout': (source) => flowOf({ hangs: node(source, { timeout: '1h' } as never) }),
  'a deadline of its node': (source) => flowOf({ hangs: node(source, { deadline: '1h' } as never) }),
  'a lost race': (source) => {
    const quick = fn('quick', async (n: number) => Promise.resolve(n));
    return flowOf({ hangs: race({ slow: source, quick } as never) }, { hangs: { slow: 'done', quick: 'done' } });
  },
  within: (source) => flowOf({ hangs: within(source, '1h') }, { hangs: { next: 'done', overdue: 'done' } }),
  'a deadline of its run': (source) => flowOf({ hangs: source }),
};

const ENDS: Readonly<Record<string, string>> = {
  cancel: 'RUN_CANCELLED',
  stop: 'ENGINE_STOPPED',
  'a lost race': 'completed',
  within: 'completed',
};

const ENGINES = {
  'no storage': () => ({}),
  SQLite: () => ({ storage: sqliteStorage({ file: ':memory:' }) }),
};

async function stopped(
  engine: Engine,
  clock: VirtualClock,
  way: string,
  execute: (context: StepContext) => unknown,
): Promise<{ readonly end: string; readonly reported: readonly string[] }> {
  let begun = (): void => undefined;
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  @Step()
  class Hanging extends MachineStep<number, unknown> {
    execute(_: number, context: StepContext): never {
      begun();
      return execute(context) as never;
    }
  }
  const reported: string[] = [];
  // What rejects after the engine has stopped is told by the process.
  jest.spyOn(process, 'emitWarning').mockImplementation((warning) => {
    reported.push(String(warning));
  });
  engine.events$.subscribe((event) => {
    if (event.type === 'hook.failed') reported.push(event.failure.message);
  });
  const options = way === 'a deadline of its run' ? { deadline: '1h' as const } : {};
  const run = await engine.start((WAYS[way] as Ways[string])(Hanging as never) as never, 1 as never, options);
  const end = run.result().then(
    () => 'completed',
    (error: unknown) => (MillraceError.is(error) ? error.code : 'none'),
  );
  await hasBegun;
  await turn();
  if (way === 'cancel') await run.cancel();
  else if (way === 'stop') await engine.stop({ graceMs: 0 });
  else await clock.advance(HOUR);
  return { end: await end, reported };
}

describe.each(Object.entries(ENGINES))('with %s, a step', (_, storage) => {
  let clock: VirtualClock;
  let engine: Engine;
  beforeEach(async () => {
    clock = new VirtualClock();
    engine = await createEngine({ clock, ...storage() });
  });
  afterEach(async () => {
    await engine.stop({ graceMs: 0 });
    jest.restoreAllMocks();
  });

  describe.each(Object.keys(WAYS))('that is stopped by %s', (way) => {
    it.each(RESULTS)('and returned %s ends its run as it would', async (_name, fails, execute) => {
      const { end, reported } = await stopped(engine, clock, way, execute);
      await turn();
      expect(end).toBe(ENDS[way] ?? 'RUN_FAILED');
      expect(reported.length).toBe(fails ? 1 : 0);
      if (fails) expect(reported[0]).toContain('does not stop');
    });
  });
});
