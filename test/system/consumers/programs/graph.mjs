import { exit, flow, fn, MachineStep, Step } from 'millrace';
import { toMermaid } from 'millrace/flow/drawing';

// A program for browsers: flows and their drawings, without an engine. Prints a drawing.

class Greet extends MachineStep {
  async execute(name) {
    return `Hello ${name}`;
  }
}
Step()(Greet);

const { to, wire } = flow('greeting').nodes({
  greet: Greet,
  shout: fn('shout', (text) => text.toUpperCase()),
  done: exit(),
});

process.stdout.write(toMermaid(wire('greet', { greet: to.shout, shout: to.done })));
