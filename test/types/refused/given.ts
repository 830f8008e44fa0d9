import { exit, flow, fn, MachineStep, RouterStep, Step } from 'millrace';

// What the refused files have in common. Everything here is right.

export interface A {
  readonly a: string;
}
export interface AB extends A {
  readonly b: string;
}

@Step()
export class Keep extends MachineStep<A, A, { progress: number }> {
  execute(value: A) {
    return value;
  }
}

@Step()
export class SmallOrLarge extends RouterStep<A, { small: A; large: A }> {
  execute(value: A) {
    return this.to('small', value);
  }
}

@Step()
export class Mail extends MachineStep<A, A, object, { template: string }> {
  execute(value: A) {
    return value;
  }
}

export const pair = fn('pair', (x: { left: A; right: number }) => x.right);

export const draft = flow('given').nodes({ one: Keep, ways: SmallOrLarge, two: pair, done: exit<number>() });

const { to, wire } = flow('round').nodes({ ways: SmallOrLarge, again: exit<A>(), out: exit<A>() });
export const round = wire('ways', { ways: { small: to.again, large: to.out } });
