import { type ContextOf, exit, flow, MachineStep, node, Step } from 'millrace';

// One step class at several nodes, each with its own settings. A function that returns nodes is a factory of them.

interface Settings {
  readonly salutation: string;
}

// #region step
@Step()
class Greet extends MachineStep<string, string, object, Settings> {
  /** One instance serves all runs of an engine, so this counts the guests of all of them. */
  private guests = 0;

  execute(name: string, ctx: ContextOf<this>) {
    this.guests += 1;
    return `${ctx.params.salutation} ${name}, you are guest number ${this.guests}`;
  }
}

const greet = (salutation: string) => node(Greet, { params: { salutation } });

const { to, wire } = flow('reception').nodes({
  atTheDoor: greet('Welcome'),
  atTheDesk: greet('Good evening'),
  done: exit<string>(),
});
// #endregion step

export const reception = wire('atTheDoor', { atTheDoor: to.atTheDesk, atTheDesk: to.done });
