import { inspect } from 'node:util';
import { Container, inject } from 'inversify';
import {
  createEngine,
  type Engine,
  exit,
  flow,
  fn,
  HumanStep,
  MachineStep,
  node,
  RouterStep,
  Step,
  type StepContext,
  type WorkContext,
} from 'millrace';
import { memoryStorage } from 'millrace/storage';
import { failureOf } from '../../support/failure-of';
import { loose, table, wireUntyped } from '../flow/untyped';

class Money {
  constructor(readonly cents: number) {}
}

@Step()
class Ask extends HumanStep<string, unknown, { yes: string }> {
  request() {
    return { title: 'Decide', candidateGroup: ['editors'] };
  }
  complete(_: unknown, text: string) {
    return this.to('yes', text);
  }
}

class Service {
  readonly name = 'service';
}

@Step()
class Shout extends MachineStep<string, string> {
  execute(text: string): string {
    return `${text}!`;
  }
}

@Step()
class NeedsService extends MachineStep<string, string> {
  constructor(private readonly service: Service) {
    super();
  }
  execute(text: string): string {
    return text + this.service.name;
  }
}
inject(Service)(NeedsService, undefined, 0);

function routing(result: unknown): unknown {
  @Step()
  class Routes extends RouterStep<string, { a: string; b: string }> {
    execute(): never {
      return result as never;
    }
    choose(action: string): unknown {
      return loose(this.to.bind(this))(action, 1);
    }
  }
  return Routes;
}

/** Makes a flow of one node with the actions `next`, or `a` and `b`. */
function flowOf(source: unknown, ...actions: readonly string[]) {
  const one = flow('mistaken').nodes(table({ work: source, done: exit<unknown>() }));
  const edges =
    actions.length === 0 ? one.to['done'] : Object.fromEntries(actions.map((action) => [action, one.to['done']]));
  return wireUntyped(one, 'work', { work: edges });
}

const step = (work: (context: StepContext & WorkContext) => unknown) =>
  flowOf(fn('work', (_: string, context) => work(context as never)));

/** Mistakes of newcomers that only a run shows. Each is written as JavaScript would allow it. */
const MISTAKES: Readonly<Record<string, () => ReturnType<typeof flowOf>>> = {
  'an instance of a class as a result': () => step(() => new Money(4)),
  'a function in a result': () => step(() => ({ log: () => 1 })),
  'a result that is not a number': () => step(() => ({ sum: Number.NaN })),
  'a value of the shared store that is a function': () =>
    step(({ shared }) => {
      shared.set('log', () => 1);
    }),
  'a key of the shared store that is a number': () => step(({ shared }) => loose(shared.set.bind(shared))(5, 1)),
  'a router that returns the name of its action': () => flowOf(routing('a'), 'a', 'b'),
  'an action that is not declared': () =>
    flowOf(routing(new (routing(1) as new () => { choose(a: string): unknown })().choose('c')), 'a', 'b'),
  'a timeout in seconds': () =>
    flowOf(
      loose(node)(
        fn('slow', async () => new Promise((resolve) => setTimeout(resolve, 5000).unref())),
        { timeout: 5 },
      ),
    ),
  'a misspelt term of a task': () => flowOf(Ask, 'yes'),
  'a thrown string': () =>
    step(() => {
      throw 'boom' as unknown as Error;
    }),
};

describe('the message about a mistake in a run', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await createEngine({ storage: memoryStorage() });
  });
  afterEach(() => engine.stop({ graceMs: 0 }));

  it.each(Object.entries(MISTAKES))('%s', async (_, make) => {
    expect((await failureOf(engine.run(make() as never, 'x' as never))).message).toMatchSnapshot();
  });

  it('a dependency that is not bound', async () => {
    const bare = await createEngine({ container: new Container() });
    await expect(bare.register(flowOf(NeedsService))).rejects.toThrowErrorMatchingSnapshot();
    await bare.stop();
  });

  it('a dependency without a container', async () => {
    const bare = await createEngine();
    await expect(bare.register(flowOf(NeedsService))).rejects.toThrowErrorMatchingSnapshot();
    await bare.stop();
  });
});

describe('a run handle', () => {
  it.each([
    ['no storage', undefined],
    ['a storage', memoryStorage()],
  ])('consists of ids when it is printed or serialised, with %s', async (_, storage) => {
    const engine = await createEngine(storage ? { storage } : {});
    const run = await engine.start(flowOf(Shout), 'x' as never, { id: 'r', correlationId: 'c' });
    const ids = { id: 'r', flow: 'mistaken', version: '1.0.0', correlationId: 'c' };
    expect(JSON.parse(JSON.stringify(run))).toEqual(ids);
    expect(inspect(run, { breakLength: 120 })).toBe(`RunHandle ${inspect(ids, { breakLength: 120 })}`);
    await run.result();
    await engine.stop();
  });
});
