import { Container, inject } from 'inversify';
import { createEngine, each, flowOf, MachineStep, Step, type StepScope } from 'millrace';

interface Tally {
  made: number;
}
const Tally = Symbol('Tally');

/** A step that knows the number of its instance. */
function numbered(scope: StepScope) {
  @Step({ scope })
  class Numbered extends MachineStep<unknown, number> {
    private readonly number: number;

    constructor(@inject(Tally) tally: Tally) {
      super();
      tally.made += 1;
      this.number = tally.made;
    }

    execute() {
      return this.number;
    }
  }
  return flowOf(scope, each(Numbered));
}

function withTally(): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(Tally).toConstantValue({ made: 0 } satisfies Tally);
  return container;
}

describe('the scope of a step', () => {
  async function instancesOf(scope: StepScope): Promise<readonly (readonly number[])[]> {
    const flow = numbered(scope);
    const engine = await createEngine({ container: withTally(), flows: [flow] });
    return [await engine.run(flow, ['a', 'b']), await engine.run(flow, ['a', 'b'])];
  }

  it('is the engine by default', async () => {
    const [[a, b] = [], [c, d] = []] = await instancesOf('singleton');
    expect(new Set([a, b, c, d]).size).toBe(1);
  });

  it('may be a run', async () => {
    const [[a, b] = [], [c, d] = []] = await instancesOf('run');
    expect([a, c]).toEqual([b, d]);
    expect(a).not.toBe(c);
  });

  it('may be a single execution', async () => {
    const [[a, b] = [], [c, d] = []] = await instancesOf('execution');
    expect(new Set([a, b, c, d]).size).toBe(4);
  });

  it('makes a singleton once, although it is checked at start-up', async () => {
    const container = withTally();
    await createEngine({ container, flows: [numbered('singleton')] });
    expect(container.get<Tally>(Tally).made).toBe(1);
  });

  it.each(['singleton', 'run', 'execution'] as const)(
    'takes a replacement that is bound as a constant (%s)',
    async (scope) => {
      @Step({ scope })
      class Real extends MachineStep<unknown, string> {
        execute() {
          return 'real';
        }
      }
      class Mock extends Real {
        override execute() {
          return 'mock';
        }
      }
      const container = new Container();
      container.bind(Real).toConstantValue(new Mock());
      const engine = await createEngine({ container });
      expect(await engine.run(flowOf('replaced', Real), undefined)).toBe('mock');
    },
  );
});
