'use strict';

// The process that row P8 times without a container: the package alone, up to the end of its first run.
const { createEngine, exit, flow, MachineStep, Step } = require('millrace');

class Greet extends MachineStep {
  async execute(name) {
    return `Hello, ${name}`;
  }
}
Step()(Greet);

const { to, wire } = flow('greeting').nodes({ greet: Greet, done: exit() });
const greeting = wire('greet', { greet: to.done });

async function main() {
  const engine = await createEngine({ flows: [greeting] });
  const text = await engine.run(greeting, 'world');
  if (text !== 'Hello, world') throw new Error(`the first run gave ${text}`);
  await engine.stop();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
