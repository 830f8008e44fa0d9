import {
  all,
  any,
  choose,
  compatible,
  createEngine,
  createRetryPolicy,
  type DurableEngine,
  type Engine,
  each,
  exit,
  flow,
  flowOf,
  fn,
  HumanStep,
  key,
  MachineStep,
  node,
  type Run,
  race,
  repeat,
  route,
  Step,
  type Storage,
  signal,
  TerminalError,
  waitFor,
} from 'millrace';
import { engineConformance, storageConformance } from 'millrace/conformance';
import { toDot, toMermaid } from 'millrace/flow/drawing';
import { millraceModule } from 'millrace/inversify';
import { postgresStorage } from 'millrace/postgres';
import {
  bulkhead,
  circuitBreaker,
  defineGuard,
  perHour,
  perMinute,
  perSecond,
  Resilience,
  rateLimit,
  StaleCache,
  withRetry,
} from 'millrace/resilience';
import { sqliteStorage } from 'millrace/sqlite';
import { classCodec, compression, encryption, memoryStorage, SharedResource } from 'millrace/storage';
import {
  answerTask,
  createTestEngine,
  expectOutcome,
  expectReplay,
  flowCoverage,
  loadHistory,
  recordHistory,
  replay,
  sendSignal,
  simulate,
  stepContext,
  type TestEngine,
  testFlow,
  VirtualClock,
} from 'millrace/testing';

// One call for each parameter of the public interface that takes options.

/** The options of a caller without types. */
export type Untyped = never;

/** Calls a function with options. */
export type OptionCall = (options: Untyped) => unknown;

const go = signal('go');
const work = fn('work', (n: number) => n);
const counted = flowOf('counted', work);
const draft = flow('waiting').nodes({ wait: waitFor(go), done: exit<undefined>() });
export const waiting = draft.wire('wait', { wait: draft.to.done });

@Step()
class Approve extends HumanStep<number, { readonly approved: boolean }, { yes: number }> {
  request() {
    return { title: 'approve' };
  }
  complete(_: unknown, n: number) {
    return this.to('yes', n);
  }
}

let flows = 0;

/** A flow with a task whose request has these options. */
function asking(request: Untyped) {
  flows += 1;
  @Step()
  class Ask extends HumanStep<number, unknown, { yes: number }> {
    request() {
      return request as { title: string };
    }
    complete(_: unknown, n: number) {
      return this.to('yes', n);
    }
  }
  const { to, wire } = flow(`asking.f${flows}`).nodes({ ask: Ask, done: exit<number>() });
  return wire('ask', { ask: { yes: to.done } });
}

/** Declares a step with options. */
function declare(options: Untyped): void {
  class Work extends MachineStep<number, number> {
    execute(n: number) {
      return n;
    }
  }
  Step(options)(Work);
}

/** What the calls are made on. */
export interface CallWorld {
  readonly engine: Engine;
  readonly durable: DurableEngine;
  readonly tests: TestEngine;
  readonly run: Pick<Run, 'cancel' | 'feed' | 'pause'>;
  readonly storage: Storage;
}

export async function callWorld(): Promise<CallWorld> {
  const storage = memoryStorage();
  const engine = await createEngine({ flows: [waiting] });
  const durable = await createEngine({ flows: [waiting], storage });
  const run = await engine.start(waiting, undefined, { id: 'one' });
  await durable.start(waiting, undefined, { id: 'one' });
  return { engine, durable, tests: createTestEngine({ flows: [waiting] }), run, storage };
}

export async function endOf({ engine, durable, tests }: CallWorld): Promise<void> {
  for (const one of [engine, durable, tests]) await one.stop({ graceMs: 0 });
}

/** The calls of an engine of any kind. */
function engineCalls(name: string, engine: Engine): Readonly<Record<string, OptionCall>> {
  return {
    [`${name}.start(options)`]: (bad) => engine.start(waiting, undefined, bad),
    [`${name}.run(options)`]: (bad) => engine.run(waiting, undefined, bad),
    [`${name}.list(filter)`]: (bad) => engine.list(bad),
    [`${name}.signal(target)`]: (bad) => engine.signal(bad, go, undefined),
    [`${name}.signal(options)`]: (bad) => engine.signal({ runId: 'one' }, go, undefined, bad),
    [`${name}.stop(options)`]: (bad) => engine.stop(bad),
  };
}

/** Returns the calls. They are made in order, and none may have an effect. */
export function optionCalls({ engine, durable, tests, run }: CallWorld): Readonly<Record<string, OptionCall>> {
  const resilience = new Resilience();
  const client = { ping: () => Promise.resolve(1) };
  return {
    'createEngine(options)': (bad) => createEngine(bad),
    'TerminalError(options)': (bad) => new TerminalError('no', bad),
    ...engineCalls('Engine', engine),
    ...engineCalls('DurableEngine', durable),
    ...engineCalls('TestEngine', tests),
    'Run.cancel(options)': (bad) => run.cancel(bad),
    'Run.feed(options)': (bad) => run.feed(bad),
    'Run.pause(options)': (bad) => run.pause(bad),
    'Tasks.list(filter)': (bad) => engine.tasks.list(bad),
    'Tasks.claim(claim)': (bad) => engine.tasks.claim('t', bad),
    'Tasks.release(release)': (bad) => engine.tasks.release('t', bad),
    'Tasks.reassign(reassignment)': (bad) => engine.tasks.reassign('t', bad),
    'Tasks.complete(completion)': (bad) => engine.tasks.complete('t', bad),
    'Tasks.cancel(cancellation)': (bad) => engine.tasks.cancel('t', bad),
    'DurableEngine.redrive(options)': (bad) => durable.redrive('one', bad),
    'DurableEngine.redriveAll(filter)': (bad) => durable.redriveAll(bad),
    'DurableEngine.fork(options)': (bad) => durable.fork('one', bad),
    'DurableEngine.history(options)': (bad) => durable.history('one', bad),
    'DurableEngine.migrate(runs)': (bad) => durable.migrate(bad, { to: waiting }),
    'DurableEngine.migrate(options)': (bad) => durable.migrate(['one'], bad),
    'DurableEngine.orphans(filter)': (bad) => durable.orphans(bad),
    'DurableEngine.purge(options)': (bad) => durable.purge(bad),
    'all(options)': (bad) => all({ work }, bad),
    'any(options)': (bad) => any({ work }, bad),
    'race(options)': (bad) => race({ work }, bad),
    'compatible(options)': (bad) => compatible(counted, counted, bad),
    'each(options)': (bad) => each(work, bad as object),
    'choose(options)': (bad) => choose('c', () => route('left', 1), bad),
    'exit(options)': (bad) => exit(bad),
    'flow(options)': (bad) => flow('f', bad),
    'flow(options).concurrency': (bad) => flow('f', { concurrency: bad }),
    'flowOf(options)': (bad) => flowOf('f', work, bad),
    'node(options)': (bad) => node(work, bad),
    'node(options).retry': (bad) => node(work, { retry: bad }),
    'node(options).concurrency': (bad) => node(work, { concurrency: bad }),
    'repeat(options)': (bad) => repeat(work as Untyped, bad),
    'createRetryPolicy(options)': (bad) => createRetryPolicy(bad),
    'key(options)': (bad) => key('k', 0, bad),
    'Step(options)': (bad) => declare(bad),
    'Step(options).retry': (bad) => declare({ retry: bad } as Untyped),
    'HumanStep.request()': (bad) => engine.run(asking(bad), 1),
    'HumanStep.request().reminder': (bad) => engine.run(asking({ title: 't', reminder: bad } as Untyped), 1),
    'HumanStep.request().escalation': (bad) => engine.run(asking({ title: 't', escalation: bad } as Untyped), 1),
    'engineConformance(setup)': (bad) => engineConformance(bad),
    'storageConformance(setup)': (bad) => storageConformance(bad),
    'toDot(options)': (bad) => toDot(counted, bad),
    'toMermaid(options)': (bad) => toMermaid(counted, bad),
    'millraceModule(options)': (bad) => millraceModule(bad),
    'postgresStorage(options)': (bad) => postgresStorage(bad),
    'postgresStorage(options).connection': (bad) => postgresStorage({ connection: bad }),
    'sqliteStorage(options)': (bad) => sqliteStorage(bad),
    'memoryStorage(options)': (bad) => memoryStorage(bad),
    'SharedResource(options)': (bad) => new SharedResource(bad),
    'classCodec(options)': (bad) => classCodec(bad),
    'compression(options)': (bad) => compression(bad),
    'encryption(options)': (bad) => encryption(bad),
    'defineGuard(guard)': (bad) => defineGuard(bad),
    'circuitBreaker(options)': (bad) => circuitBreaker('b', bad),
    'circuitBreaker(options).openFor': (bad) => circuitBreaker('b', { openFor: bad }),
    'bulkhead(options)': (bad) => bulkhead(1, bad),
    'perSecond(options)': (bad) => perSecond(1, bad),
    'perMinute(options)': (bad) => perMinute(1, bad),
    'perHour(options)': (bad) => perHour(1, bad),
    'rateLimit(options)': (bad) => rateLimit(bad),
    'withRetry(policy)': (bad) => withRetry(() => 1, bad),
    'withRetry(options)': (bad) => withRetry(() => 1, {}, bad),
    'StaleCache(options)': (bad) => new StaleCache(bad),
    'StaleCache.recall(options)': (bad) => new StaleCache().recall('k', new VirtualClock(), bad),
    'Resilience(options)': (bad) => new Resilience(bad),
    'Resilience.call(policies)': (bad) => resilience.call(bad, () => 1),
    'Resilience.call(policies).retry': (bad) => resilience.call({ retry: bad }, () => 1),
    'Resilience.call(options)': (bad) => resilience.call({}, () => 1, bad),
    'Resilience.protect(options)': (bad) => resilience.protect(client, bad),
    'Resilience.protect(options).retry': (bad) => resilience.protect(client, { retry: bad }),
    'VirtualClock(options)': (bad) => new VirtualClock(bad),
    'stepContext(options)': (bad) => stepContext(bad),
    'expectOutcome(expectation)': async (bad) => expectOutcome(await testFlow(counted, { input: 1 }), bad),
    'expectOutcome(expectation).failure': async (bad) =>
      expectOutcome(await testFlow(counted, { input: 1 }), { failure: bad }),
    'sendSignal(options)': (bad) => sendSignal(go, undefined, bad),
    'answerTask(options)': (bad) => answerTask(Approve, { approved: true }, bad),
    'createTestEngine(options)': (bad) => createTestEngine(bad),
    'testFlow(options)': (bad) => testFlow(counted, bad),
    'testFlow(options).expect': (bad) => testFlow(counted, { input: 1, expect: bad }),
    'testFlow(options).expect.failure': (bad) => testFlow(counted, { input: 1, expect: { failure: bad } }),
    'loadHistory(options)': (bad) => loadHistory('none.json', bad),
    'recordHistory(options)': (bad) => recordHistory('none.json', [], bad),
    'replay(options)': (bad) => replay(counted, [], bad),
    'expectReplay(options)': (bad) => expectReplay(counted, [], bad),
    'simulate(options)': (bad) => simulate(counted, bad),
    'simulate(options).seeds': (bad) => simulate(counted, { input: 1, seeds: bad }),
    'simulate(options).faults': (bad) => simulate(counted, { input: 1, faults: bad }),
    'FlowCoverage.expect(thresholds)': (bad) => flowCoverage(counted).expect(bad),
  };
}
