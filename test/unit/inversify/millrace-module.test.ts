import { Container, inject, injectFromBase } from 'inversify';
import { createEngine, DefinitionError, flowOf, MachineStep, RunContext, Step, systemClock } from 'millrace';
import { DurableEngine, Engine, millraceModule } from 'millrace/inversify';
import { memoryStorage } from 'millrace/storage';

class Greeter {
  greet(name: string): string {
    return `Hello ${name}`;
  }
}

@Step()
class Greet extends MachineStep<string, string> {
  constructor(private readonly greeter: Greeter) {
    super();
  }

  execute(name: string) {
    return this.greeter.greet(name);
  }
}

@Step({ scope: 'execution' })
class Sign extends MachineStep<string, string> {
  constructor(
    @inject(RunContext) private readonly run: RunContext,
    @inject(Greeter) private readonly greeter: Greeter,
  ) {
    super();
  }

  execute(name: string) {
    return `${this.greeter.greet(name)} from ${this.run.flow}`;
  }
}

const greeting = flowOf('greeting', Greet);
const signed = flowOf('signed', Sign);

describe('millraceModule', () => {
  let container: Container;

  beforeEach(() => {
    container = new Container();
    container.bind(Greeter).toSelf();
  });

  it('binds the engine at once, and one of it', async () => {
    await container.load(millraceModule({ flows: [greeting] }));
    const engine = container.get(Engine);
    expect(engine).not.toHaveProperty('redrive');
    expect(container.get(Engine)).toBe(engine);
    await engine.ready();
    await expect(engine.run(greeting, 'Ada')).resolves.toBe('Hello Ada');
  });

  it('needs no options', async () => {
    await container.load(millraceModule());
    await expect(container.get(Engine).run(greeting, 'Ada')).resolves.toBe('Hello Ada');
  });

  it('passes options of the engine on', async () => {
    const now = jest.fn(() => 12_345);
    await container.load(millraceModule({ clock: { ...systemClock, now } }));
    const engine = container.get(Engine);
    await engine.run(greeting, 'Ada', { id: 'one' });
    await expect(engine.inspect('one')).resolves.toMatchObject({ startedAt: 12_345 });
  });

  it('takes flows later, and knows then what was bound in between', async () => {
    await container.load(millraceModule());
    const engine = container.get(Engine);
    await container.unbind(Greeter);
    await expect(engine.register(greeting)).rejects.toThrow(DefinitionError);
    container.bind(Greeter).toConstantValue(new Greeter());
    await engine.register(greeting, signed);
    await expect(engine.run(greeting, 'Ada')).resolves.toBe('Hello Ada');
    await expect(engine.run(signed, 'Ada')).resolves.toBe('Hello Ada from signed');
  });

  it('reports what is missing when the engine is asked for', async () => {
    await container.unbind(Greeter);
    await container.load(millraceModule({ flows: [greeting, signed] }));
    expect(() => container.get(Engine)).toThrow(DefinitionError);
    expect(() => container.get(Engine)).toThrow(/flow "greeting", node "main": step Greet cannot be made.*Greeter/s);
    expect(() => container.get(Engine)).toThrow(/flow "signed", node "main": step Sign cannot be made.*Greeter/s);
  });

  it('can be injected into services', async () => {
    class Desk {
      constructor(@inject(Engine) readonly engine: Engine) {}
    }
    await container.load(millraceModule({ flows: [greeting] }));
    container.bind(Desk).toSelf();
    await expect(container.get(Desk).engine.run(greeting, 'Ada')).resolves.toBe('Hello Ada');
  });

  it('honours a replaced step', async () => {
    @injectFromBase()
    class Shout extends Greet {
      override execute(name: string) {
        return super.execute(name).toUpperCase();
      }
    }
    container.bind(Greet).to(Shout);
    await container.load(millraceModule({ flows: [greeting] }));
    await expect(container.get(Engine).run(greeting, 'Ada')).resolves.toBe('HELLO ADA');
  });

  it('works in a child container, beside an engine of the parent', async () => {
    const child = new Container({ parent: container });
    await child.load(millraceModule({ flows: [signed] }));
    const outer = await createEngine({ container, flows: [signed] });
    await expect(child.get(Engine).run(signed, 'Ada')).resolves.toBe('Hello Ada from signed');
    await expect(outer.run(signed, 'Ben')).resolves.toBe('Hello Ben from signed');
  });

  it('gives an engine with a storage under a token of its own too, which there is not without one', async () => {
    await container.load(millraceModule({ flows: [greeting], storage: memoryStorage() }));
    const engine = container.get(DurableEngine);
    expect(container.get(Engine)).toBe(engine);
    await engine.run(greeting, 'Ann');
    const [run] = (await engine.list({ status: 'completed' })).items;
    expect((await engine.history(run?.id ?? '')).items.at(-1)).toMatchObject({ type: 'run.completed' });
    await engine.stop();
    const other = new Container();
    await other.load(millraceModule({ flows: [] }));
    expect(other.isBound(DurableEngine)).toBe(false);
  });
});
