import {
  all,
  BatchError,
  choose,
  createEngine,
  createRetryPolicy,
  type Engine,
  each,
  exit,
  flow,
  flowOf,
  fn,
  isFailure,
  isRetryableError,
  key,
  MachineStep,
  MillraceError,
  node,
  pipe,
  ref,
  repeat,
  Step,
  signal,
  sleep,
  toFailure,
  waitFor,
  within,
} from 'millrace';
import { toDot, toJSON, toMermaid } from 'millrace/flow/drawing';
import { circuitBreaker, fallbackChain, retryAfterOf } from 'millrace/resilience';
import { sqliteStorage } from 'millrace/sqlite';
import { compression, encryption, memoryStorage } from 'millrace/storage';
import { HOSTILE_VALUES } from '../../../support/hostile-values';
import { loose } from '../../flow/untyped';

const paid = signal<unknown>('paid');
const work = fn('work', () => 1);

const draft = () => flow('hostile').nodes({ work, done: exit<number>() });
const working = (() => {
  const { to, wire } = draft();
  return wire('work', { work: to.done });
})();
const waiting = (() => {
  const { to, wire } = flow('waiting').nodes({ wait: waitFor(paid), done: exit<unknown>() });
  return wire('wait', { wait: to.done });
})();

const wireDraft = (edge: (to: ReturnType<typeof draft>['to']) => unknown) => {
  const { to, wire } = draft();
  return loose(wire)('work', { work: edge(to) });
};

/** Calls that define a flow, or need no engine, with one argument from a caller without types. */
const DEFINITIONS: Readonly<Record<string, (value: unknown) => unknown>> = {
  'flow()': loose(flow),
  'the options of flow()': (value) => loose(flow)('a', value),
  'the version of a flow': (version) => loose(flow)('a', { version }),
  'the input of a flow': (input) => loose(flow)('a', { input }),
  'the concurrency of a flow': (concurrency) => loose(flow)('a', { concurrency }),
  'the nodes of a flow': (nodes) => loose((table: never) => flow('a').nodes(table))(nodes),
  'a node of a flow': (value) => flow('a').nodes({ a: value as never, done: exit<unknown>() }),
  'the start of a flow': (start) => loose(draft().wire)(start, {}),
  'the wiring of a flow': (wiring) => loose(draft().wire)('work', wiring),
  'an edge': (edge) => wireDraft(() => edge),
  'the function of via': (change) => wireDraft((to) => to.done.via(change as never)),
  'the sources of from': (sources) => wireDraft((to) => to.done.from(sources as never)),
  'flowOf()': (value) => loose(flowOf)('a', value),
  'node()': (value) => loose(node)(value, {}),
  'the options of node()': (options) => loose(node)(work, options),
  'fn()': (value) => loose(fn)(value, value),
  'choose()': (value) => loose(choose)('a', value),
  'all()': loose(all),
  'a branch of all()': (value) => loose(all)({ a: value }),
  'each()': (value) => loose(each)(value, value),
  'repeat()': (value) => loose(repeat)(value, value),
  'within()': (value) => loose(within)(work, value),
  'sleep()': loose(sleep),
  'waitFor()': loose(waitFor),
  'signal()': loose(signal),
  'exit()': loose(exit),
  'ref()': loose(ref),
  'pipe()': loose(pipe),
  'key()': (value) => loose(key)(value, 0, value),
  '@Step': loose(Step),
  'the class of @Step': (value) => loose(Step())(value),
  'the retry of @Step': (retry) => {
    class Work extends MachineStep<number, number> {
      execute(n: number): number {
        return n;
      }
    }
    loose(Step({ retry: retry as never }))(Work);
  },
  'createRetryPolicy()': loose(createRetryPolicy),
  'circuitBreaker()': (options) => loose(circuitBreaker)('hostile', options),
  'fallbackChain()': (levels) => loose(fallbackChain)(levels),
  'a level of fallbackChain()': (live) => loose(fallbackChain)({ live }),
  'retryAfterOf()': loose(retryAfterOf),
  'isRetryableError()': loose(isRetryableError),
  'toFailure()': loose(toFailure),
  'isFailure()': (value) => loose(isFailure)(value, 'CODE'),
  'the kind of isFailure()': (kind) => loose(isFailure)(toFailure(new Error('x')), kind),
  'BatchError.of()': loose(BatchError.of),
  'toMermaid()': loose(toMermaid),
  'toDot()': loose(toDot),
  'toJSON()': loose(toJSON),
  'memoryStorage()': loose(memoryStorage),
  'sqliteStorage()': (value) => (typeof value === 'string' ? undefined : loose(sqliteStorage)({ file: value })),
  'encryption()': loose(encryption),
  'the keys of encryption()': (keys) => loose(encryption)({ keys, current: 'a' }),
  'compression()': loose(compression),
};

/** Calls of an engine, with one argument from a caller without types. */
const REQUESTS: Readonly<Record<string, (engine: Engine, value: unknown) => unknown>> = {
  'the flow of start()': (engine, value) => loose(engine.start.bind(engine))(value, 1),
  'a flow that was put together by hand': (engine, version) =>
    loose(engine.start.bind(engine))({ kind: 'flow', name: 'by-hand', version }, 1),
  'the options of start()': (engine, options) => engine.start(working, 1, options as never),
  'the shared store of start()': (engine, shared) => engine.start(working, 1, { shared: shared as never }),
  'a value in the shared store of start()': (engine, value) => engine.start(working, 1, { shared: { value } }),
  'the tags of start()': (engine, tags) => engine.start(working, 1, { tags: tags as never }),
  'the signal of start()': (engine, value) => engine.start(working, 1, { signal: value as never }),
  'the options of run()': (engine, options) => engine.run(working, 1, options as never),
  'register()': (engine, value) => engine.register(value as never),
  'get()': (engine, id) => engine.get(id as never),
  'list()': (engine, filter) => engine.list(filter as never),
  'the status of list()': (engine, status) => engine.list({ status: status as never }),
  'the target of signal()': (engine, target) => engine.signal(target as never, paid, 1),
  'the token of signal()': (engine, token) => engine.signal({ runId: 'r' }, token as never, 1),
  'tasks.list()': (engine, filter) => engine.tasks.list(filter as never),
  'tasks.claim()': (engine, actor) => engine.tasks.claim('t', actor as never),
  'tasks.complete()': (engine, completion) => engine.tasks.complete('t', completion as never),
  'cancel()': async (engine, options) => (await engine.start(waiting, 1)).cancel(options as never),
  'createEngine()': async (_, options) => (await createEngine(options as never)).stop(),
  'the flows of createEngine()': async (_, flows) => (await createEngine({ flows: flows as never })).stop(),
};

/** Returns a promise as it is, and nothing else: a hostile value may be what a function returns. */
function settled(result: unknown): unknown {
  return result instanceof Promise ? result : undefined;
}

/** Returns the error of a call, unless it is one of ours. */
async function foreignErrorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return MillraceError.is(error) ? undefined : error;
  }
}

describe('an argument that does harm wherever it is trusted', () => {
  it.each(Object.entries(DEFINITIONS))('leads to an error of ours, if any: %s', async (_, call) => {
    for (const { name, make } of HOSTILE_VALUES)
      expect([name, await foreignErrorOf(() => settled(call(make())))]).toEqual([name, undefined]);
  });

  describe.each([
    ['no storage', () => createEngine()],
    ['a storage', () => createEngine({ storage: memoryStorage() })],
  ])('with %s', (_storage, create) => {
    it.each(Object.entries(REQUESTS))('leads to an error of ours, if any: %s', async (_, call) => {
      const engine = await create();
      await engine.register(working, waiting);
      for (const { name, make } of HOSTILE_VALUES)
        expect([name, await foreignErrorOf(() => call(engine, make()))]).toEqual([name, undefined]);
      await engine.stop({ graceMs: 0 });
    });
  });
});
