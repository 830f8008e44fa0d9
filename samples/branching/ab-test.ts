import { createHash } from 'node:crypto';
import { type ContextOf, exit, flow, fn, key, node, RouterStep, Step } from 'millrace';

// A user always sees the same variant of a test, and later steps can read which.

export interface User {
  readonly id: string;
}

interface Experiment {
  readonly test: string;
  /** Per hundred users; the others are the control group. */
  readonly blue: number;
  readonly green: number;
}

export const variant = key('ab_variant', 'control');

// #region step
@Step()
class ChooseVariant extends RouterStep<User, { control: User; blue: User; green: User }, object, Experiment> {
  execute(user: User, ctx: ContextOf<this>) {
    const { test, blue, green } = ctx.params;
    const percentile = percentileOf(user.id + test);
    const chosen = percentile < blue ? 'blue' : percentile < blue + green ? 'green' : 'control';
    ctx.shared.set(variant, chosen);
    return this.to(chosen, user);
  }
}

/** Returns 0 to 99, the same for the same string on every machine. */
function percentileOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() % 100;
}
// #endregion step

const { to, wire } = flow('button-colour').nodes({
  choose: node(ChooseVariant, { params: { test: 'button-colour', blue: 20, green: 30 } }),
  grey: fn('grey button', () => 'grey'),
  blue: fn('blue button', () => 'blue'),
  green: fn('green button', () => 'green'),
  log: fn('log', (colour: string, ctx) => `${colour} button, variant ${ctx.shared.get(variant)}`),
  done: exit<string>(),
});

export const buttonColour = wire('choose', {
  choose: { control: to.grey, blue: to.blue, green: to.green },
  grey: to.log,
  blue: to.log,
  green: to.log,
  log: to.done,
});
