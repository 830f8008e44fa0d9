import { Container } from 'inversify';
import {
  all,
  type ContextOf,
  exit,
  flow,
  flowOf,
  fn,
  isFailure,
  key,
  MachineStep,
  node,
  PhasedStep,
  pipe,
  RouterStep,
  RunCancelledError,
  Step,
  type StepFailure,
  TerminalError,
} from 'millrace';
import { createTestEngine, mockStep, type TestEngine, testFlow } from 'millrace/testing';
import { editing } from '../../samples/loops-and-subflows/back-edge';
import { type Folder, folderSize } from '../../samples/loops-and-subflows/recursion';
import { collatz } from '../../samples/loops-and-subflows/self-loop';
import { transfer } from '../../samples/loops-and-subflows/sub-flow';
import { answer, Model } from '../../samples/steps/phases';
import { failureOf } from '../support/failure-of';
import { faultTexts, wireUntyped } from '../unit/flow/untyped';

// What Flyt, a workflow framework for Go, can do, written with Millrace; a test or more for each row of a list of its
// features. "(otherwise: …)" in a name marks what is done differently on purpose; docs/coming-from/flyt.md says why.
// Nodes and flows are here, the rest is in the files beside this one.

let engine: TestEngine;
beforeEach(() => {
  engine = createTestEngine({ random: () => 0.5 });
});
afterEach(() => engine.stop({ graceMs: 0 }));

/** A phased step that writes down which of its methods are called, and does in each what a test says. */
function phased(does: { prepare?: () => unknown; execute?: (attempt: number) => unknown; finish?: () => void } = {}) {
  const calls: string[] = [];
  @Step({ retry: { maxAttempts: 3, initial: '1s', factor: 1, jitter: false } })
  class Phases extends PhasedStep<string, string, string, { done: string }> {
    async prepare(input: string, ctx: ContextOf<this>) {
      calls.push(`prepare ${input} at ${since(ctx.now())}`);
      await does.prepare?.();
      return `prepared ${input}`;
    }
    async execute(prepared: string, ctx: ContextOf<this>) {
      calls.push(`execute ${prepared} at ${since(ctx.now())}`);
      await does.execute?.(ctx.attempt);
      return `result of ${prepared}`;
    }
    finish(result: string, prepared: string) {
      calls.push(`finish ${result}, ${prepared}`);
      does.finish?.();
      return this.to('done', result);
    }
  }
  const start = engine.clock.now();
  const since = (at: number) => `${at - start} ms`;
  const { to, wire } = flow('phases').nodes({ only: Phases, done: exit<string>() });
  return { calls, phases: wire('only', { only: { done: to.done } }), Phases };
}

const refuse = (message: string) => () => {
  throw new Error(message);
};

describe('nodes', () => {
  it('3.1 a phased step prepares, executes and finishes, each with what the phase before gave', async () => {
    const { calls, phases } = phased();
    await expect(engine.run(phases, 'x')).resolves.toBe('result of prepared x');
    expect(calls).toEqual([
      'prepare x at 0 ms',
      'execute prepared x at 0 ms',
      'finish result of prepared x, prepared x',
    ]);
  });

  it('3.1 the phases read and write the shared store, and the last one chooses the way', async () => {
    const container = new Container();
    const prompts: string[] = [];
    const model = new Model(async (prompt) => {
      prompts.push(prompt);
      return prompt.length < 20 ? 'Yes.' : 'That depends on a number of things.';
    });
    container.bind(Model).toConstantValue(model);
    const quick = await testFlow(answer, { input: 'Ready?', container });
    expect(quick.result).toEqual({ action: 'chat', value: 'Yes.' });
    expect(quick.shared).toEqual({ answered: 1 });
    const long = await testFlow(answer, { input: 'What is the answer?', container, shared: { tone: 'stern' } });
    expect(long.result).toEqual({ action: 'mail', value: 'That depends on a number of things.' });
    expect(prompts).toEqual(['friendly: Ready?', 'stern: What is the answer?']);
  });

  it('3.1 (otherwise: phases are not left out; a step with work alone extends MachineStep and hands its input on)', async () => {
    @Step()
    class Work extends MachineStep<number, number> {
      execute(n: number) {
        return n + 1;
      }
    }
    await expect(engine.run(flowOf('work', Work), 1)).resolves.toBe(2);
  });

  it.each([
    ['prepare', 0],
    ['execute', 2],
    ['finish', 0],
  ] as const)(
    '3.2 (otherwise: the failure says node and cause as data, not phase and count in a text) a failing %s',
    async (phase, waits) => {
      const cause = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
      const { phases } = phased({
        [phase]: () => {
          throw new Error('cannot save', { cause });
        },
      });
      const draft = flow('around').nodes({ phases, done: exit<string>(), failed: exit<StepFailure<string>>() });
      const { to } = draft;
      const caught = draft.wire('phases', { phases: { next: to.done, error: to.failed } });
      const startedAt = engine.clock.now();
      await expect(engine.run(caught, 'x')).resolves.toMatchObject({
        action: 'failed',
        value: { node: 'only', input: 'x', failure: { message: 'cannot save', cause: { code: 'ENOSPC' } } },
      });
      expect(engine.clock.now() - startedAt).toBe(waits * 1000);
      await expect(engine.run(phases, 'x')).rejects.toMatchObject({
        code: 'RUN_FAILED',
        message: expect.stringMatching(/^run \S+ of flow "phases" failed: cannot save$/) as string,
        cause: { message: 'cannot save', cause },
      });
    },
  );

  it('3.2 a run gives its outcome; one that was cancelled rejects with the reason', async () => {
    const { phases } = phased({ execute: () => new Promise(() => {}) });
    const run = await engine.start(phases, 'x');
    await engine.settle();
    await run.cancel({ reason: 'enough' });
    await expect(run.result()).rejects.toMatchObject({ code: 'RUN_CANCELLED', reason: 'enough' });
  });

  it('3.3 (otherwise: the action of a step with one way out is `next`, and no step may declare it)', async () => {
    const { to, wire } = flow('short-and-long').nodes({
      a: fn('a', () => 1),
      b: fn('b', () => 2),
      done: exit<number>(),
    });
    const { trace } = await testFlow(wire('a', { a: to.b, b: { next: to.done } }), { input: undefined });
    expect(trace.calls.map(({ node: at, action }) => [at, action])).toEqual([
      ['a', 'next'],
      ['b', 'next'],
    ]);
  });

  it('3.4 a start that is cancelled already runs nothing', async () => {
    const { calls, phases } = phased();
    await expect(engine.run(phases, 'x', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(calls).toEqual([]);
  });

  it('3.4 cancelled while it prepares, a step does not execute', async () => {
    let go = () => {};
    const { calls, phases } = phased({ prepare: () => new Promise<void>((resolve) => (go = resolve)) });
    const run = await engine.start(phases, 'x');
    await engine.settle();
    await run.cancel({ reason: 'enough' });
    go();
    await engine.settle();
    expect(calls).toEqual(['prepare x at 0 ms']);
  });

  it('3.4 cancelled in the wait between two attempts, a run ends at once', async () => {
    const { calls, phases } = phased({ execute: refuse('down') });
    const controller = new AbortController();
    const result = engine.run(phases, 'x', { signal: controller.signal });
    await engine.advance(500);
    controller.abort();
    await expect(result).rejects.toBeInstanceOf(RunCancelledError);
    expect(engine.clock.pending).toBe(0);
    await engine.advance(5000);
    expect(calls).toEqual(['prepare x at 0 ms', 'execute prepared x at 0 ms']);
  });

  it('3.4 (otherwise: cancelled while it executes, a step does not finish either, and its signal is aborted)', async () => {
    const seen: string[] = [];
    @Step()
    class Slow extends PhasedStep<string, string, string, { done: string }> {
      prepare(input: string) {
        return input;
      }
      execute(_: string, ctx: ContextOf<this>) {
        return new Promise<string>((resolve) => {
          ctx.signal.addEventListener('abort', () => {
            seen.push('aborted');
            resolve('late');
          });
        });
      }
      finish() {
        seen.push('finish');
        return this.to('done', '');
      }
    }
    const { to, wire } = flow('slow').nodes({ slow: Slow, done: exit<string>() });
    const run = await engine.start(wire('slow', { slow: { done: to.done } }), 'x');
    await engine.settle();
    await run.cancel({ reason: 'enough' });
    await engine.settle();
    expect(seen).toEqual(['aborted']);
  });

  it('3.5 options stand on the class, and a node may override each of them', async () => {
    @Step({ retry: { maxAttempts: 2, initial: 0 }, timeout: '1s' })
    class Broken extends MachineStep<unknown, string> {
      execute(): string {
        throw new Error('broken');
      }
    }
    const draft = flow('options').nodes({
      asDeclared: Broken,
      oftener: node(Broken, { retry: { maxAttempts: 4, initial: 0 } }),
      done: exit<string>(),
      failed: exit<number>(),
    });
    const { to } = draft;
    const options = draft.wire('asDeclared', {
      asDeclared: { next: to.done, error: to.oftener },
      oftener: { next: to.done, error: to.failed.via(({ attempts: made }) => made) },
    });
    const { result, trace } = await testFlow(options, { input: undefined });
    expect(result).toEqual({ action: 'failed', value: 4 });
    expect(trace.calls.map(({ node: at, attempt }) => `${at} ${attempt}`)).toEqual([
      ...['asDeclared 1', 'asDeclared 2'],
      ...['oftener 1', 'oftener 2', 'oftener 3', 'oftener 4'],
    ]);
  });

  it('3.5 (otherwise: an option that does not exist is refused where it is written)', () => {
    expect(() =>
      Step({ maxRetries: 3 } as object)(
        class Mistyped extends MachineStep<unknown, undefined> {
          execute() {
            return undefined;
          }
        },
      ),
    ).toThrow(/@Step of Mistyped: maxRetries: there is no such option; known are retry, /);
    expect(() =>
      node(
        fn('work', () => 1),
        { maxRetries: 3 } as object,
      ),
    ).toThrow(/node\(\): maxRetries: there is no such/);
  });

  it('3.6 maxAttempts counts all attempts: waits lie between them, and only execute is repeated', async () => {
    const { calls, phases } = phased({ execute: refuse('down') });
    expect(await failureOf(engine.run(phases, 'x'))).toMatchObject({ message: 'down' });
    expect(calls).toEqual([
      'prepare x at 0 ms',
      'execute prepared x at 0 ms',
      'execute prepared x at 1000 ms',
      'execute prepared x at 2000 ms',
    ]);
    expect(engine.clock.pending).toBe(0);
  });

  it('3.6 after an attempt that succeeds there is no further one', async () => {
    const { calls, phases } = phased({
      execute: (attempt) => {
        if (attempt < 2) throw new Error('down');
      },
    });
    await expect(engine.run(phases, 'x')).resolves.toBe('result of prepared x');
    expect(calls.slice(2)).toEqual(['execute prepared x at 1000 ms', 'finish result of prepared x, prepared x']);
  });

  it('3.7 (otherwise: less than one attempt is refused; an error that forbids another attempt is how "no retries" is said)', async () => {
    expect(() =>
      Step({ retry: { maxAttempts: 0 } })(
        class Never extends MachineStep<unknown, undefined> {
          execute() {
            return undefined;
          }
        },
      ),
    ).toThrow(/retry\.maxAttempts: expected a whole number of at least 1 .*, got 0/);
    const work = fn('work', () => 'done');
    const often = flowOf('often', node(work, { retry: { maxAttempts: 5, initial: 0 } }));
    const attempts = async (error: Error) => {
      const { outcome, trace } = await testFlow(often, { input: null, steps: [mockStep(work, error)] });
      return [outcome.status, trace.calls.length];
    };
    expect(await attempts(new TerminalError('wrong password'))).toEqual(['failed', 1]);
    expect(await attempts(Object.assign(new Error('unauthorised'), { status: 401 }))).toEqual(['failed', 1]);
    expect(await attempts(new Error('down'))).toEqual(['failed', 5]);
  });

  it('3.9 after the last attempt the fallback gives the result, and the step finishes with it', async () => {
    const { calls, Phases } = phased({ execute: refuse('down') });
    @Step({ retry: { maxAttempts: 2, initial: 0 } })
    class Falling extends Phases {
      override fallback({ input, attempts, failure }: StepFailure<string>) {
        return `${failure.message} after ${attempts} with "${input}"`;
      }
    }
    const { to, wire } = flow('falling').nodes({ only: Falling, done: exit<string>() });
    await expect(engine.run(wire('only', { only: { done: to.done } }), 'x')).resolves.toBe(
      'down after 2 with "prepared x"',
    );
    expect(calls.at(-1)).toBe('finish down after 2 with "prepared x", prepared x');
  });

  it('3.9 what the fallback throws is the failure; cancelled in the wait, it is not called', async () => {
    let called = 0;
    @Step({ retry: { maxAttempts: 2, initial: '1s', jitter: false } })
    class Falling extends MachineStep<unknown, string> {
      execute(): string {
        throw new Error('first');
      }
      override fallback(): string {
        called += 1;
        throw new Error('second');
      }
    }
    const falling = flowOf('falling', Falling);
    expect(await failureOf(engine.run(falling, undefined))).toMatchObject({ message: 'second' });
    const run = await engine.start(falling, undefined);
    await engine.settle();
    await run.cancel({ reason: 'enough' });
    await engine.advance(1000);
    expect(called).toBe(1);
  });
});

describe('flows', () => {
  @Step()
  class Ask extends RouterStep<string, { yes: string; no: string }> {
    execute(word: string) {
      return this.to(word === 'y' ? 'yes' : 'no', word);
    }
  }
  const agree = fn('agree', (word: string) => `${word}, agreed`);

  it('3.10 a run begins at the start and follows the actions', async () => {
    const { to, wire } = flow('ask').nodes({ ask: Ask, agree, agreed: exit<string>(), refused: exit<string>() });
    const ask = wire('ask', { ask: { yes: to.agree, no: to.refused }, agree: to.agreed });
    await expect(engine.run(ask, 'y')).resolves.toEqual({ action: 'agreed', value: 'y, agreed' });
    await expect(engine.run(ask, 'n')).resolves.toEqual({ action: 'refused', value: 'n' });
  });

  it('3.11 (otherwise: an action that leads nowhere does not compile, and untyped code that takes it fails)', async () => {
    const { to, wire } = flow('ask').nodes({ ask: Ask, agreed: exit<string>() });
    // @ts-expect-error the action "no" is not wired
    const ask = wire('ask', { ask: { yes: to.agreed } });
    await expect(engine.run(ask, 'y')).resolves.toBe('y');
    await expect(failureOf(engine.run(ask, 'n'))).resolves.toMatchObject({
      code: 'UNDECLARED_ACTION',
      message: 'node "ask" took the action "no", which is not wired; it has yes',
    });
  });

  it('3.12 (otherwise: an end is an exit with a name and a value, not a connection to nothing)', async () => {
    const draft = flow('ask').nodes({ ask: Ask, end: exit<string>() });
    expect(faultTexts(() => wireUntyped(draft, 'ask', { ask: { yes: draft.to.end, no: null } }))).toEqual([
      expect.stringContaining('ask: action "no": expected a handle such as to.x'),
    ]);
    const ask = draft.wire('ask', { ask: { yes: draft.to.end, no: draft.to.end } });
    await expect(engine.run(ask, 'n')).resolves.toBe('n');
  });

  it('3.13 (otherwise: a flow without a start is refused when it is written, not when it is run)', () => {
    const draft = flow('ask').nodes({ agree, done: exit<string>() });
    const wiring = { agree: draft.to.done };
    expect(faultTexts(() => wireUntyped(draft, undefined, wiring))).toEqual([
      'the start undefined is not one of the nodes agree',
    ]);
  });

  it('3.14 a failed node ends the flow, and nothing that comes after it runs', async () => {
    const broken = fn('broken', (): string => {
      throw new Error('broken');
    });
    const { to, wire } = flow('stops').nodes({ broken, after: agree, done: exit<string>() });
    const { failures } = await testFlow(wire('broken', { broken: to.after, after: to.done }), {
      input: undefined,
      expect: { failure: { message: 'broken' }, taken: ['broken'], notTaken: ['after', 'done'] },
    });
    expect(failures).toEqual([]);
  });

  it('3.14 (otherwise: `error` is a way out that every node has; where it is wired, a failure goes along it)', async () => {
    const { to, wire } = flow('handled').nodes({
      broken: fn('broken', (_: string): string => {
        throw new Error('broken');
      }),
      handle: fn(
        'handle',
        ({ input, failure, node: from }: StepFailure<string>) => `${from}(${input}): ${failure.message}`,
      ),
      done: exit<string>(),
    });
    const handled = wire('broken', { broken: { next: to.done, error: to.handle }, handle: to.done });
    await expect(engine.run(handled, 'x')).resolves.toBe('broken(x): broken');
  });

  it('3.15 an edge may lead back to its own node or to an earlier one', async () => {
    await expect(engine.run(collatz, 6)).resolves.toEqual([6, 3, 10, 5, 16, 8, 4, 2, 1]);
    await expect(engine.run(editing, { text: 'a very very long day', drafts: 0 })).resolves.toEqual({
      text: 'a long day',
      drafts: 2,
    });
  });

  it('3.15 (otherwise: a loop that never ends is ended after maxVisits, 100,000 unless the node says so)', async () => {
    const { to, wire } = flow('for-ever').nodes({
      round: fn('round', (n: number) => n + 1),
      leave: Ask,
      done: exit<string>(),
    });
    const forEver = wire('round', { round: to.leave.via(String), leave: { yes: to.done, no: to.round.via(Number) } });
    await expect(failureOf(engine.run(forEver, 0))).resolves.toMatchObject({
      code: 'MAX_VISITS',
      message: expect.stringContaining('maxVisits is 100000') as string,
    });
    await expect(failureOf(engine.run(collatz, 0))).resolves.toMatchObject({ code: 'MAX_VISITS' });
  });

  it('3.16 a flow is a node: it shares the store of the flow around it, and its exit is its action', async () => {
    const words = key<readonly string[]>('words', []);
    const say = (word: string) =>
      fn(word, (_: unknown, ctx) => {
        ctx.shared.set(words, [...ctx.shared.get(words), word]);
        return ctx.shared.get(words);
      });
    const draft = flow('outer').nodes({
      first: say('first'),
      inner: flowOf('inner', pipe(say('second'), say('third'))),
      last: say('last'),
      done: exit<readonly string[]>(),
    });
    const { to } = draft;
    const outer = draft.wire('first', { first: to.inner, inner: to.last, last: to.done });
    await expect(engine.run(outer, undefined)).resolves.toEqual(['first', 'second', 'third', 'last']);
  });

  it('3.17 the flow around it routes by the exit that a flow took (otherwise: every exit has to be wired)', async () => {
    const pay = (amount: number, country: string) => engine.run(transfer, { amount, country });
    await expect(pay(5, 'CH')).resolves.toEqual({ action: 'done', value: 'booked 5' });
    await expect(pay(0, 'CH')).resolves.toEqual({ action: 'refused', value: { amount: 0, country: 'CH' } });
    const { to, wire } = flow('inner').nodes({ ask: Ask, valid: exit<string>(), invalid: exit<string>() });
    const inner = wire('ask', { ask: { yes: to.valid, no: to.invalid } });
    const draft = flow('outer').nodes({ inner, done: exit<string>() });
    expect(faultTexts(() => wireUntyped(draft, 'inner', { inner: { valid: draft.to.done } }))).toEqual([
      'inner: action "invalid" is not wired; add invalid: to.…',
    ]);
  });

  it('3.18 a flow may contain itself, by its name, and ends where the data ends', async () => {
    const folder = (files: readonly number[], ...folders: readonly Folder[]): Folder => ({ files, folders });
    const tree = folder([1, 2], folder([3]), folder([], folder([4, 5]), folder([])));
    await expect(engine.run(folderSize, tree)).resolves.toBe(15);
  });

  it('3.18 (otherwise: what recurs without an end is ended at depth 100)', async () => {
    let leaf: Folder = { files: [1], folders: [] };
    for (let depth = 0; depth < 101; depth += 1) leaf = { files: [], folders: [leaf] };
    const failure = await failureOf(engine.run(folderSize, leaf));
    expect(isFailure(failure, 'MAX_DEPTH')).toBe(true);
  });

  it('3.19 branches run at once, and what follows gets the results of all of them', async () => {
    const order: string[] = [];
    const branch = (name: string, waits: number) =>
      fn(name, async (text: string) => {
        order.push(`${name} begins`);
        for (let turn = 0; turn < waits; turn += 1) await Promise.resolve();
        order.push(`${name} ends`);
        return `${name} of ${text}`;
      });
    const merge = fn('merge', ({ left, right }: { readonly left: string; readonly right: string }) => {
      order.push('merge');
      return [left, right];
    });
    const split = flowOf('split', pipe(all({ left: branch('left', 5), right: branch('right', 1) }), merge));
    await expect(engine.run(split, 'x')).resolves.toEqual(['left of x', 'right of x']);
    expect(order).toEqual(['left begins', 'right begins', 'right ends', 'left ends', 'merge']);
  });
});
