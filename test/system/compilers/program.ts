import 'reflect-metadata';
import { Container, inject } from 'inversify';
import { createEngine, flowOf, MachineStep, Step } from 'millrace';

// Compiled by each test with another compiler.

class Greeter {
  greet(name: string): string {
    return `Hello ${name}`;
  }
}

/** Relies on the compiler to say what the constructor takes. */
@Step()
class GreetByType extends MachineStep<string, string> {
  constructor(private readonly greeter: Greeter) {
    super();
  }

  execute(name: string) {
    return this.greeter.greet(name);
  }
}

/** Says so itself. */
@Step()
class GreetByToken extends MachineStep<string, string> {
  constructor(@inject(Greeter) private readonly greeter: Greeter) {
    super();
  }

  execute(name: string) {
    return this.greeter.greet(name);
  }
}

/** Runs a flow with one of the steps; gives what it gave, or the message of the error. */
export async function greet(by: string): Promise<string> {
  const container = new Container();
  container.bind(Greeter).toSelf();
  const greeting = by === 'type' ? flowOf('by-type', GreetByType) : flowOf('by-token', GreetByToken);
  try {
    const engine = await createEngine({ container, flows: [greeting] });
    return await engine.run(greeting, 'Ada');
  } catch (error) {
    return String(error);
  }
}

const [, , by] = process.argv;
if (require.main === module && by !== undefined) void greet(by).then((answer) => process.stdout.write(answer));
