import { exit, flow, type Routed, RouterStep, Step } from 'millrace';
import type { SimpleFlow } from './chain';
import { Increment } from './increment';

export const ROUNDS = 10_000;

/** Goes round until the count is reached. */
@Step()
export class Again extends RouterStep<number, { again: number; enough: number }> {
  override async execute(count: number): Promise<Routed<'again', number> | Routed<'enough', number>> {
    return count < ROUNDS ? this.to('again', count) : this.to('enough', count);
  }
}

/** A loop through two nodes. */
export function roundsFlow(): SimpleFlow<number, number> {
  const { to, wire } = flow('rounds').nodes({ work: Increment, again: Again, done: exit<number>() });
  return wire('work', { work: to.again, again: { again: to.work, enough: to.done } });
}
