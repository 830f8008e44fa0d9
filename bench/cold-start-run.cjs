'use strict';

const { createEngine, exit, flow, MachineStep, Step } = require('millrace');

class Greet extends MachineStep {
  async execute(name) {
    return `Hello, ${name}`;
  }
}
Step()(Greet);

const { to, wire } = flow('greeting').nodes({ greet: Greet, done: exit() });
const greeting = wire('greet', { greet: to.done });

async function firstRun(options) {
  const engine = await createEngine({ ...options, flows: [greeting] });
  const text = await engine.run(greeting, 'world');
  if (text !== 'Hello, world') throw new Error(`the first run gave ${text}`);
  await engine.stop();
}

/** Finishes a first run in an engine with these options. */
exports.firstRun = (options) => {
  firstRun(options).catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
};
