import {
  type AnyFlow,
  all,
  type Engine,
  each,
  exit,
  flow,
  fn,
  HumanStep,
  key,
  MachineStep,
  node,
  PhasedStep,
  RouterStep,
  type Run,
  route,
  Step,
  type StepContext,
  signal,
  sleep,
  unchecked,
  waitFor,
} from 'millrace';

/** Code of a user: returns a hostile value, or throws it. Typed by its place, where the compiler would refuse it. */
export type Hostile = () => never;

/** A place of a flow at which code of a user returns, throws or emits a value. */
export interface Position {
  /** Returns a flow that comes to the code on its way. Its input is 1. */
  readonly flowOf: (hostile: Hostile) => AnyFlow;
  /** The status of a run whose code throws at the place: it may depend on what comes first. Default: failed. */
  readonly onThrow?: 'completed' | 'either';
  /** Whether a promise may be returned, which is then awaited. */
  readonly awaits?: true;
  /** Whether the value is passed to the engine, so that there is no code to throw. */
  readonly isPassed?: true;
  /** Acts on a run that has started. */
  readonly act?: (engine: Engine, run: Run, hostile: Hostile) => Promise<void> | void;
}

let made = 0;

/** Returns a flow of one node under a name of its own. */
function flowWith(source: never, action = 'next'): AnyFlow {
  made += 1;
  const draft = flow<number>(`hostile-${made}`).nodes({ only: source, done: exit<unknown>() });
  return draft.wire('only' as never, { only: action === 'next' ? draft.to.done : { [action]: draft.to.done } });
}

/** Returns a flow of a step that uses its context. */
function flowOfCall(use: (context: StepContext<Record<string, unknown>>) => unknown): AnyFlow {
  const execute = (_: number, context: StepContext<Record<string, unknown>>): number => {
    use(context);
    return 1;
  };
  return flowOfStep({ execute });
}

/** Returns a flow of a step whose class is extended by methods. */
function flowOfStep(methods: object, options: object = {}): AnyFlow {
  @Step(options)
  class Hooked extends MachineStep<number, unknown> {
    execute(): unknown {
      return 1;
    }
  }
  Object.assign(Hooked.prototype, methods);
  return flowWith(Hooked as never);
}

const failing = fn('failing', (): number => {
  throw new Error('expected');
});

const go = signal<unknown>('go');

export const POSITIONS: Readonly<Record<string, Position>> = {
  'execute of an async step': {
    awaits: true,
    flowOf: (hostile) => flowOfStep({ execute: async () => Promise.resolve().then(hostile) }),
  },
  'execute of a step': { awaits: true, flowOf: (hostile) => flowOfStep({ execute: hostile }) },
  'execute with a timeout and hooks': {
    awaits: true,
    flowOf: (hostile) => flowOfStep({ execute: hostile, onSuccess: () => undefined }, { timeout: '1h' }),
  },
  'a function': { awaits: true, flowOf: (hostile) => flowWith(fn('hostile', hostile) as never) },
  'a function in a loop of retries': {
    awaits: true,
    flowOf: (hostile) => flowWith(node(fn('hostile', hostile), { retry: { maxAttempts: 3, initial: 0 } }) as never),
  },
  'a generator at its end': {
    awaits: true,
    flowOf: (hostile) =>
      flowOfStep({
        // biome-ignore lint/correctness/useYield: only its end matters
        execute: async function* () {
          await Promise.resolve();
          return hostile();
        },
      }),
  },
  'a chunk of a generator': {
    awaits: true,
    flowOf: (hostile) =>
      flowOfStep({
        execute: async function* () {
          yield await Promise.resolve(1);
          yield hostile();
          return 1;
        },
      }),
  },
  'an iterator': {
    awaits: true,
    flowOf: (hostile) => {
      let asked = 0;
      const next = (): unknown => {
        asked += 1;
        return asked === 1 ? hostile() : { done: true, value: 1 };
      };
      return flowOfStep({ execute: () => ({ [Symbol.asyncIterator]: () => undefined, next }) });
    },
  },
  'an observable': {
    awaits: true,
    flowOf: (hostile) =>
      flowOfStep({
        execute: () => ({
          subscribe: (to: { next(value: unknown): void; complete(): void }) => {
            to.next(hostile());
            to.complete();
          },
        }),
      }),
  },
  'an output': { flowOf: (hostile) => flowOfCall((context) => context.emit('out', hostile())) },
  'a channel': { flowOf: (hostile) => flowOfCall((context) => context.emit(hostile(), 1)) },
  'the shared store': { flowOf: (hostile) => flowOfCall(({ shared }) => shared.set('k', hostile())) },
  'a key of the shared store': { flowOf: (hostile) => flowOfCall(({ shared }) => shared.set(hostile(), 1)) },
  'an update of the shared store': {
    flowOf: (hostile) => flowOfCall(({ shared }) => shared.update(key('k', 0), hostile)),
  },
  skip: { awaits: true, flowOf: (hostile) => flowOfStep({ skip: hostile }) },
  'the value of skip': { flowOf: (hostile) => flowOfStep({ skip: () => ({ instead: hostile() }) }) },
  fallback: {
    awaits: true,
    flowOf: (hostile) =>
      flowOfStep({
        execute: () => {
          throw new Error('expected');
        },
        fallback: hostile,
      }),
  },
  onSuccess: { awaits: true, flowOf: (hostile) => flowOfStep({ onSuccess: hostile }) },
  onFailure: {
    awaits: true,
    flowOf: (hostile) =>
      flowOfStep({
        execute: () => {
          throw new Error('expected');
        },
        onFailure: hostile,
      }),
  },
  compensate: {
    awaits: true,
    flowOf: (hostile) => {
      @Step()
      class Undone extends MachineStep<number, number> {
        execute(n: number) {
          return n;
        }
        override compensate(): void {
          hostile();
        }
      }
      made += 1;
      const draft = flow<number>(`hostile-${made}`).nodes({ undone: Undone, failing, done: exit<number>() });
      return draft.wire('undone', { undone: draft.to.failing, failing: draft.to.done });
    },
  },
  'a constructor': {
    flowOf: (hostile) => {
      @Step({ scope: 'execution' })
      class Made extends MachineStep<number, number> {
        constructor() {
          super();
          hostile();
        }
        execute(n: number) {
          return n;
        }
      }
      return flowWith(Made as never);
    },
  },
  'an action': {
    flowOf: (hostile) => {
      @Step()
      class Routing extends RouterStep<number, { on: number }> {
        execute() {
          return this.to(hostile(), 1 as never);
        }
      }
      return flowWith(Routing as never, 'on');
    },
  },
  'the value of an action': { flowOf: (hostile) => flowOfRoute(() => route('on', hostile() as number)) },
  'the result of a router': { awaits: true, flowOf: (hostile) => flowOfRoute(hostile) },
  'the phases of a step': {
    awaits: true,
    flowOf: (hostile) => {
      @Step()
      class Phases extends PhasedStep<number, number, number, { on: number }> {
        prepare(n: number) {
          return n;
        }
        execute() {
          return 1;
        }
        finish() {
          return hostile();
        }
      }
      return flowWith(Phases as never, 'on');
    },
  },
  via: {
    flowOf: (hostile) => {
      made += 1;
      const draft = flow<number>(`hostile-${made}`).nodes({
        first: fn('first', (n: number) => n),
        done: exit<unknown>(),
      });
      return draft.wire('first', { first: draft.to.done.via(hostile) });
    },
  },
  until: {
    onThrow: 'either',
    flowOf: (hostile) => flowWith(all({ a: fn('a', () => 1), b: fn('b', () => 2) }, { until: hostile }) as never),
  },
  merge: {
    flowOf: (hostile) => {
      made += 1;
      const count = key(`count-${made}`, 0, { merge: hostile });
      const write = fn('write', (_: number, ctx: { readonly shared: { set(key: unknown, value: number): void } }) => {
        ctx.shared.set(count, 1);
        return 1;
      });
      return flowWith(all({ a: write, b: write } as never) as never);
    },
  },
  'a concurrency key': {
    flowOf: (hostile) =>
      flowWith(
        node(
          fn('one', (n: number) => n),
          { concurrency: { limit: 1, key: hostile } },
        ) as never,
      ),
  },
  'the length of a sleep': { flowOf: (hostile) => flowWith(sleep(hostile) as never) },
  retryIf: {
    flowOf: (hostile) => flowWith(node(failing, { retry: { maxAttempts: 2, initial: 0, retryIf: hostile } }) as never),
  },
  'the delay of a retry': {
    flowOf: (hostile) => flowWith(node(failing, { retry: { maxAttempts: 2, delay: hostile } }) as never),
  },
  'a list of items': { flowOf: (hostile) => flowOfItems(hostile) },
  'an item': { flowOf: (hostile) => flowOfItems(() => [1, hostile()]) },
  'an item of a generator': {
    flowOf: (hostile) =>
      flowOfItems(function* () {
        yield 1;
        yield hostile();
      }),
  },
  'an item for a step with hooks': {
    flowOf: (hostile) => {
      @Step()
      class Item extends MachineStep<unknown, number> {
        execute() {
          return 1;
        }
        override onSuccess() {
          // Hooks are what makes the engine wait between its calls.
        }
      }
      return flowOfItems(() => [hostile()], Item);
    },
  },
  'an item source at its end': {
    onThrow: 'either',
    flowOf: (hostile) => {
      const source = (): Iterable<number> => {
        let left = 2;
        const next = (): IteratorResult<number> => {
          left -= 1;
          return { done: left < 0, value: 1 } as IteratorResult<number>;
        };
        return { [Symbol.iterator]: () => ({ next, return: hostile }) };
      };
      return flowOfItems(source);
    },
  },
  'a subscriber': {
    onThrow: 'completed',
    flowOf: () => flowWith(fn('quick', async (n: number) => Promise.resolve(n)) as never),
    act: (engine, run, hostile) => {
      engine.events$.subscribe(hostile);
      run.events$.subscribe({ next: hostile, error: hostile, complete: hostile });
      run.outputs$.subscribe({ next: hostile, complete: hostile });
    },
  },
  'a listener on the signal of a step': {
    flowOf: (hostile) => {
      const waits = fn('waits', (_: number, ctx: { readonly signal: AbortSignal }) => {
        ctx.signal.addEventListener('abort', hostile);
        ctx.signal.onabort = hostile;
        return new Promise<number>(() => undefined);
      });
      return flowWith(node(waits, { timeout: 1 }) as never);
    },
  },
  'a payload': {
    isPassed: true,
    flowOf: () => flowWith(waitFor(go) as never),
    act: async (engine, run, hostile) => {
      await engine.signal({ runId: run.id }, go, hostile());
    },
  },
  'the request of a task': { awaits: true, flowOf: (hostile) => flowOfTask({ request: hostile }) },
  'the check of a form': {
    awaits: true,
    flowOf: (hostile) => flowOfTask({ check: hostile }),
    act: (engine, run) => complete(engine, run, 1),
  },
  'the completion of a task': {
    awaits: true,
    flowOf: (hostile) => flowOfTask({ complete: hostile }),
    act: (engine, run) => complete(engine, run, 1),
  },
  'a form': {
    isPassed: true,
    flowOf: () => flowOfTask({}),
    act: async (engine, run, hostile) => complete(engine, run, hostile()),
  },
};

function flowOfRoute(execute: () => never | ReturnType<typeof route>): AnyFlow {
  @Step()
  class Routing extends RouterStep<number, { on: number }> {
    execute() {
      return execute() as never;
    }
  }
  return flowWith(Routing as never, 'on');
}

function flowOfItems(items: () => unknown, body: unknown = fn('item', (item: unknown) => typeof item)): AnyFlow {
  made += 1;
  const draft = flow<number>(`hostile-${made}`).nodes({
    items: fn('items', () => 1),
    each: each(body as never, { concurrency: 1 }),
    done: exit<unknown>(),
  });
  return draft.wire('items', { items: draft.to.each.via(items as never), each: draft.to.done });
}

function flowOfTask(methods: object): AnyFlow {
  @Step({ form: unchecked() })
  class Asking extends HumanStep<number, unknown, { on: number }> {
    request() {
      return { title: 'Decide' };
    }
    complete() {
      return this.to('on', 1);
    }
  }
  Object.assign(Asking.prototype, methods);
  return flowWith(Asking as never, 'on');
}

async function complete(engine: Engine, run: Run, form: unknown): Promise<void> {
  const { items } = await engine.tasks.list({ limit: 1000 });
  const task = items.find(({ runId }) => runId === run.id);
  if (task) await engine.tasks.complete(task.id, { by: 'ada', form });
}
