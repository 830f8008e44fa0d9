import { type ContextOf, exit, flow, key, node, RouterStep, Step } from 'millrace';

// A node whose edge leads back to itself. The shared store remembers what the edge does not carry.

export const path = key<readonly number[]>('path', []);

/** A step of the Collatz sequence: it is not known whether it always ends, so the node has a limit. */
@Step()
class Collatz extends RouterStep<number, { again: number; arrived: readonly number[] }> {
  execute(value: number, ctx: ContextOf<this>) {
    const walked = [...ctx.shared.get(path), value];
    ctx.shared.set(path, walked);
    if (value === 1) return this.to('arrived', walked);
    return this.to('again', value % 2 === 0 ? value / 2 : 3 * value + 1);
  }
}

const { to, wire } = flow('collatz').nodes({
  step: node(Collatz, { maxVisits: 1000 }),
  done: exit<readonly number[]>(),
});

export const collatz = wire('step', { step: { again: to.step, arrived: to.done } });
