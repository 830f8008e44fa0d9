import { createEngine, exit, flow, MachineStep, Step } from 'millrace';

// A program without optional peers. Prints the result of a run, and the error of an engine that would need one.

class Greet extends MachineStep {
  async execute(name) {
    return `Hello ${name}`;
  }
}
Step()(Greet);

const { to, wire } = flow('greeting').nodes({ greet: Greet, done: exit() });
const greeting = wire('greet', { greet: to.done });

/** As much of a container as is used before inversify is needed. */
const container = {
  isBound: () => false,
  get: () => undefined,
  bind: () => ({ toConstantValue: () => undefined, toDynamicValue: () => ({ inTransientScope: () => undefined }) }),
};

async function main() {
  const engine = await createEngine({ flows: [greeting] });
  const run = await engine.start(greeting, 'Ada');
  const events = [];
  run.events$.subscribe((event) => events.push(event.type));
  const greeted = await run.result();
  await engine.stop();
  const code = await createEngine({ container }).catch((error) => error.code);
  process.stdout.write(JSON.stringify({ greeted, last: events.at(-1), code }));
}

void main();
