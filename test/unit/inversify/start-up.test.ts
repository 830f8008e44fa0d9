import { Container, inject, injectable, injectFromBase } from 'inversify';
import { createEngine, DefinitionError, type DefinitionFault, exit, flow, flowOf, MachineStep, Step } from 'millrace';

class Stock {
  count = 3;
}

class Mailer {
  readonly host = 'localhost';
}

const Rate = Symbol('Rate');

@Step()
class CountStock extends MachineStep<unknown, number> {
  constructor(private readonly stock: Stock) {
    super();
  }

  execute() {
    return this.stock.count;
  }
}

@Step()
class Convert extends MachineStep<number, number> {
  constructor(@inject(Rate) private readonly rate: number) {
    super();
  }

  execute(value: number) {
    return value * this.rate;
  }
}

@Step()
class Mail extends MachineStep<number, string> {
  @inject(Mailer) private readonly mailer!: Mailer;

  execute(value: number) {
    return `${value} to ${this.mailer.host}`;
  }
}

const { to, wire } = flow('stock-value').nodes({
  count: CountStock,
  convert: Convert,
  again: Convert,
  mail: Mail,
  done: exit<string>(),
});
const stockValue = wire('count', { count: to.convert, convert: to.again, again: to.mail, mail: to.done });

async function faultsOf(start: Promise<unknown>): Promise<readonly DefinitionFault[]> {
  const error = await start.catch((reason: unknown) => reason);
  if (!(error instanceof DefinitionError)) throw new Error('no DefinitionError', { cause: error });
  return error.faults;
}

function filled(): Container {
  const container = new Container();
  container.bind(Stock).toSelf();
  container.bind(Mailer).toSelf();
  container.bind(Rate).toConstantValue(2);
  return container;
}

describe('createEngine with a container', () => {
  it('injects by emitted type, by explicit token and into properties', async () => {
    const engine = await createEngine({ container: filled(), flows: [stockValue] });
    await expect(engine.run(stockValue, undefined)).resolves.toBe('12 to localhost');
  });

  it('lists everything that is missing at once, by flow, node and token', async () => {
    const other = flowOf('other', CountStock);
    const faults = await faultsOf(createEngine({ container: new Container(), flows: [stockValue, other] }));
    const places = faults.map(({ flow, node, message }) => [
      flow,
      node,
      /Stock|Symbol\(Rate\)|Mailer/.exec(message)?.[0],
    ]);
    expect(places).toEqual([
      ['stock-value', 'count', 'Stock'],
      ['stock-value', 'convert', 'Symbol(Rate)'],
      ['stock-value', 'again', 'Symbol(Rate)'],
      ['stock-value', 'mail', 'Mailer'],
      ['other', 'main', 'Stock'],
    ]);
    expect(faults[0]?.message).toMatch(/^step CountStock cannot be made: /);
  });

  it('refuses the same when a flow is registered later, and registers nothing then', async () => {
    const container = new Container();
    const engine = await createEngine({ container });
    await expect(engine.start(stockValue, undefined)).rejects.toThrow(DefinitionError);
    await expect(engine.register(stockValue)).rejects.toThrow(DefinitionError);
    container.bind(Stock).toSelf();
    container.bind(Mailer).toSelf();
    container.bind(Rate).toConstantValue(2);
    await expect(engine.run(stockValue, undefined)).resolves.toBe('12 to localhost');
  });

  it('refuses a binding that is only there later', async () => {
    const container = filled();
    (await container.rebind(Stock)).toDynamicValue(async () => new Stock());
    const faults = await faultsOf(createEngine({ container, flows: [stockValue] }));
    expect(faults).toEqual([expect.objectContaining({ flow: 'stock-value', node: 'count' })]);
  });

  it('says what a constructor throws', async () => {
    @Step()
    class Broken extends MachineStep<unknown, string> {
      constructor() {
        super();
        throw new Error('no licence');
      }

      execute() {
        return '';
      }
    }
    const faults = await faultsOf(createEngine({ container: new Container(), flows: [flowOf('broken', Broken)] }));
    expect(faults[0]?.message).toContain('no licence');
  });

  it('refuses a step that inherits a constructor, unless the container knows of it', async () => {
    @Step()
    class Heir extends CountStock {}

    @Step()
    @injectFromBase()
    class Told extends CountStock {}

    const faults = await faultsOf(createEngine({ container: filled(), flows: [flowOf('heir', Heir)] }));
    expect(faults[0]?.message).toMatch(/inherits the constructor of CountStock.*@injectFromBase/);
    const told = flowOf('told', Told);
    const engine = await createEngine({ container: filled(), flows: [told] });
    await expect(engine.run(told, undefined)).resolves.toBe(3);
  });

  it('says that a step with a constructor needs a container', async () => {
    const faults = await faultsOf(createEngine({ flows: [flowOf('counting', CountStock)] }));
    expect(faults[0]?.message).toMatch(/give createEngine a container/);
  });

  it('takes a class that is injectable already, in one container after the other', async () => {
    @Step()
    @injectable()
    class Marked extends MachineStep<unknown, number> {
      constructor(private readonly stock: Stock) {
        super();
      }

      execute() {
        return this.stock.count;
      }
    }
    const marked = flowOf('marked', Marked);
    for (const container of [filled(), filled()]) {
      const engine = await createEngine({ container, flows: [marked] });
      await expect(engine.run(marked, undefined)).resolves.toBe(3);
    }
    for (const container of [filled(), filled()]) {
      const engine = await createEngine({ container, flows: [stockValue] });
      await expect(engine.run(stockValue, undefined)).resolves.toBe('12 to localhost');
    }
  });

  it.each([
    ['before', true],
    ['after', false],
  ])('prefers what a child container has, also when its engine is made %s that of the parent', async (_, first) => {
    const parent = filled();
    const child = new Container({ parent });
    child.bind(Rate).toConstantValue(10);
    const order = first ? [child, parent] : [parent, child];
    const engines = await Promise.all(order.map((container) => createEngine({ container, flows: [stockValue] })));
    const values = await Promise.all(engines.map((engine) => engine.run(stockValue, undefined)));
    expect(first ? values : values.reverse()).toEqual(['300 to localhost', '12 to localhost']);
  });
});

describe('a step that the container knows', () => {
  @Step()
  class Fetch extends MachineStep<string, string> {
    execute(url: string): string {
      throw new Error(`no network for ${url}`);
    }
  }
  const fetching = flowOf('fetching', Fetch);

  it('is replaced by the class that it is bound to', async () => {
    class Canned extends Fetch {
      override execute(url: string) {
        return `canned ${url}`;
      }
    }
    const container = new Container();
    container.bind(Fetch).to(Canned);
    const engine = await createEngine({ container, flows: [fetching] });
    await expect(engine.run(fetching, 'x')).resolves.toBe('canned x');
  });

  it('is replaced by an object', async () => {
    const container = new Container();
    const execute = jest.fn(() => 'mocked');
    class Mock extends Fetch {
      override execute = execute;
    }
    container.bind(Fetch).toConstantValue(new Mock());
    const engine = await createEngine({ container, flows: [fetching] });
    await expect(engine.run(fetching, 'x')).resolves.toBe('mocked');
    expect(execute).toHaveBeenCalledTimes(1);
  });
});
