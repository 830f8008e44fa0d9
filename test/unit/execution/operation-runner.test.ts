import {
  type ContextOf,
  exit,
  flow,
  flowOf,
  fn,
  MachineStep,
  node,
  RouterStep,
  route,
  type Skipped,
  Step,
  type StepContext,
} from 'millrace';
import { PayloadCodec } from '../../../src/storage/payloads';
import { type OperationOutcome, OperationWorld, operationIn } from './operation-world';

let world: OperationWorld;
beforeEach(() => {
  world = new OperationWorld();
});

const head = { token: 1, op: 1, at: 1000, random: 0.5 };
const completed = {
  type: 'operation.completed',
  ...head,
  action: 'next',
  value: undefined,
  writes: undefined,
  skipped: false,
};
const failed = { type: 'operation.failed', ...head };

/** Returns an outcome as a journal would return it, which fails unless it is plain data. */
const throughJson = (outcome: OperationOutcome): unknown => JSON.parse(JSON.stringify(outcome));

interface Sizes {
  readonly small: number;
  readonly big: number;
}

@Step()
class Choose extends RouterStep<number, Sizes> {
  execute(n: number) {
    return n < 10 ? this.to('small', n) : this.to('big', n * 2);
  }
}

const chooser = (() => {
  const { to, wire } = flow<number>('chooser').nodes({ choose: Choose, small: exit<number>(), big: exit<number>() });
  return wire('choose', { choose: { small: to.small, big: to.big } });
})();

const hang = () => new Promise<never>(() => undefined);

describe('an operation that completes', () => {
  it.each([
    ['a value', (n: number) => n + 1],
    ['a promise', async (n: number) => n + 1],
  ])('becomes an input of the core, from %s', async (_, execute) => {
    const outcome = await world.performFirst(flowOf('adding', fn('add', execute)), 1);
    expect(throughJson(outcome)).toEqual(throughJson({ ...completed, value: 2 } as OperationOutcome));
    expect(outcome).toStrictEqual({ ...completed, value: 2 });
  });

  it('moves its run when it is fed to the core', async () => {
    const { to, wire } = flow<number>('twice').nodes({
      first: fn('first', (n: number) => n + 1),
      second: fn('second', (n: number) => n * 10),
      done: exit<number>(),
    });
    const twice = wire('first', { first: to.second, second: to.done });
    const { run, operation } = world.start(twice, 1);
    const next = operationIn(run.apply(await world.runner.perform(run, operation)));
    expect(next.path).toBe('second#1');
    expect(run.apply(await world.runner.perform(run, next))).toContainEqual({
      type: 'end',
      ending: { status: 'completed', action: 'done', value: 20, exits: 1 },
    });
  });

  it('is a fresh object each time', async () => {
    const add = flowOf(
      'adding',
      fn('add', (n: number) => n + 1),
    );
    const first = await world.performFirst(add, 1);
    const kept = { ...first };
    const second = await world.performFirst(add, 5);
    expect(first).toStrictEqual(kept);
    expect(second).toStrictEqual({ ...completed, value: 6 });
  });

  it.each([
    [3, { action: 'small', value: 3 }],
    [30, { action: 'big', value: 60 }],
  ])('names the route of a router for %d', async (input, routed) => {
    expect(await world.performFirst(chooser, input)).toStrictEqual({ ...completed, ...routed });
  });

  it('says that its step was skipped', async () => {
    const executed: number[] = [];
    @Step()
    class Cached extends MachineStep<number, number> {
      override skip(n: number): Skipped<number> | undefined {
        return n === 0 ? { instead: 7 } : undefined;
      }
      execute(n: number) {
        executed.push(n);
        return n;
      }
    }
    const cached = flowOf('cached', Cached);
    expect(await world.performFirst(cached, 0)).toStrictEqual({ ...completed, value: 7, skipped: true });
    expect(await world.performFirst(cached, 1)).toStrictEqual({ ...completed, value: 1 });
    expect(executed).toEqual([1]);
  });

  it('lists what the step wrote to the shared store', async () => {
    const writing = fn('write', (n: number, ctx: StepContext<{ sum: number }>) => {
      ctx.shared.set('sum', n);
    });
    const outcome = await world.performFirst(flowOf('writing', writing), 4);
    expect(outcome).toMatchObject({ type: 'operation.completed', writes: [{ key: 'sum', value: 4 }] });
  });

  it('passes on what the step emits until the attempt has ended', async () => {
    let late: (() => void) | undefined;
    @Step()
    class Emit extends MachineStep<number, number, { tick: number }> {
      async execute(n: number, ctx: ContextOf<this>) {
        ctx.emit('tick', n);
        late = () => ctx.emit('tick', -1);
        await Promise.resolve();
        ctx.emit('tick', n + 1);
        return n;
      }
    }
    await world.performFirst(flowOf('emitting', Emit), 1);
    late?.();
    expect(world.outputs).toEqual([
      ['run-1', 'main#1', 1, 'tick', 1],
      ['run-1', 'main#1', 1, 'tick', 2],
    ]);
  });
});

describe('an operation that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('becomes an input of the core where its step %s', async (_, execute: () => unknown) => {
    const outcome = await world.performFirst(flowOf('failing', fn('fail', execute)));
    const stack = expect.stringContaining('operation-runner.test') as string;
    const failure = { name: 'Error', code: 'STEP_FAILED', message: 'no', retryable: true, stack };
    expect(outcome).toEqual({ ...failed, failure });
    expect(throughJson(outcome)).toEqual({ ...failed, failure });
  });

  it.each([
    ['something transient', true],
    ['something else', false],
  ])('carries the verdict of retryIf and delay for %s', async (message, retry) => {
    const fail = fn('fail', (): number => {
      throw new Error(message);
    });
    const flowWithPolicy = flowOf(
      'judged',
      node(fail, {
        retry: {
          maxAttempts: 3,
          retryIf: (error: unknown) => (error as Error).message.includes('transient'),
          delay: () => 1234,
        },
      }),
    );
    const outcome = await world.performFirst(flowWithPolicy);
    expect(outcome).toMatchObject({ ...failed, retry, ...(retry && { delayMs: 1234 }) });
  });

  it('is retried by the core, as its policy says', async () => {
    const fail = fn('fail', (): number => {
      throw new Error('once more');
    });
    const retried = flowOf('retried', node(fail, { retry: { maxAttempts: 2, initial: 0 } }));
    const { run, operation } = world.start(retried);
    const again = operationIn(run.apply(await world.runner.perform(run, operation)));
    expect(again.attempt).toBe(2);
    const last = await world.runner.perform(run, again);
    expect(last).toMatchObject({ type: 'operation.failed', op: again.op });
    expect(run.apply(last)).toContainEqual(
      expect.objectContaining({ type: 'end', ending: expect.objectContaining({ status: 'failed' }) }),
    );
  });

  it('fails by its timeout while the step is busy, whatever the step does later', async () => {
    let finish: ((value: number) => void) | undefined;
    const slow = fn(
      'slow',
      () =>
        new Promise<number>((resolve) => {
          finish = resolve;
        }),
    );
    const settled: OperationOutcome[] = [];
    void world.performFirst(flowOf('timed', node(slow, { timeout: '5s' }))).then((outcome) => settled.push(outcome));
    await world.clock.advance(4999);
    expect(settled).toEqual([]);
    await world.clock.advance(1);
    expect(settled).toMatchObject([{ ...failed, at: 6000, failure: { code: 'TIMEOUT' } }]);
    finish?.(1);
    await world.clock.settle();
    expect(settled).toHaveLength(1);
  });

  it('sees the abort of its signal where it is released, and fails if it heeds it', async () => {
    const heeding = fn('heed', (_: unknown, { signal }: StepContext) => {
      return new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    });
    const { run, operation } = world.start(flowOf('released', heeding));
    const outcome = world.runner.perform(run, operation);
    run.resources?.releasable?.get(operation.op)?.release(new Error('not needed any more'));
    expect(await outcome).toMatchObject({ ...failed, failure: { message: 'not needed any more' } });
    expect(run.resources?.releasable?.size).toBe(0);
  });

  it('does not begin after a wait where another engine may own the run by then', async () => {
    const executed: number[] = [];
    @Step()
    class Late extends MachineStep<number, number> {
      override async skip() {
        await Promise.resolve();
        world.isOwner = false;
        return undefined;
      }
      execute(n: number) {
        executed.push(n);
        return n;
      }
    }
    expect(await world.performFirst(flowOf('fenced', Late), 1)).toMatchObject({ failure: { code: 'ABORTED' } });
    expect(executed).toEqual([]);
  });

  it.each([
    ['names no action', 'not routed', 'INVALID_OUTCOME'],
    ['names an action that is not wired', route('sideways', 1), 'UNDECLARED_ACTION'],
  ])('has a result that %s', async (_, result: unknown, code) => {
    @Step()
    class Wrong extends RouterStep<number, Sizes> {
      execute() {
        return result as never;
      }
    }
    const { to, wire } = flow<number>('wrong').nodes({ wrong: Wrong, small: exit<number>(), big: exit<number>() });
    const wrong = wire('wrong', { wrong: { small: to.small, big: to.big } });
    expect(await world.performFirst(wrong, 1)).toMatchObject({ type: 'operation.failed', failure: { code } });
  });

  it('reports what its onFailure hook throws, and fails as it would have', async () => {
    const stray = new Error('stray');
    @Step()
    class Hooked extends MachineStep<number, number> {
      execute(): number {
        throw new Error('first');
      }
      override onFailure() {
        throw stray;
      }
    }
    expect(await world.performFirst(flowOf('hooked', Hooked), 1)).toMatchObject({ failure: { message: 'first' } });
    expect(world.hookFailures).toEqual([['run-1', stray]]);
  });
});

describe('values, with a codec', () => {
  beforeEach(() => {
    world = new OperationWorld(new PayloadCodec({}));
  });

  it('are copied on the way in and out', async () => {
    const input = { list: [1] };
    const output = { list: [2] };
    let received: unknown;
    const step = fn('copy', (value: { list: number[] }) => {
      received = value;
      return output;
    });
    const outcome = await world.performFirst(flowOf('copying', step), input);
    expect(received).toEqual(input);
    expect(received).not.toBe(input);
    expect(outcome).toStrictEqual({ ...completed, value: output });
    expect('value' in outcome && outcome.value).not.toBe(output);
  });

  it.each([
    ['results', () => () => 1, undefined],
    ['inputs', (value: unknown) => value !== undefined, { callback: hang }],
  ])('fail the operation where %s cannot be copied', async (_, execute: (value: unknown) => unknown, input) => {
    expect(await world.performFirst(flowOf('uncopied', fn('uncopied', execute)), input)).toMatchObject({
      ...failed,
      failure: { code: 'NOT_SERIALISABLE', retryable: false },
    });
  });
});
