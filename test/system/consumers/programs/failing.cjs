const { createEngine, flow, exit, fn } = require('millrace');

// Prints the stack of an error that is thrown in a step, by the library that the step calls.

const { to, wire } = flow('failing').nodes({ read: fn('read', () => flow('not a name')), done: exit() });
const failing = wire('read', { read: to.done });

async function main() {
  const engine = await createEngine({ flows: [failing] });
  await engine.run(failing, 1).catch((error) => {
    for (let one = error; one; one = one.cause) process.stdout.write(`${one.stack}\n`);
  });
  await engine.stop();
}

void main();
