import { exit, flow, type Signal, signal, waitFor } from 'millrace';
import type { SimpleFlow } from './chain';
import { Increment } from './increment';

export const go: Signal<number> = signal<number>('go');

/** Does a step, then waits for a signal. */
export function waitingFlow(): SimpleFlow<number, number> {
  const { to, wire } = flow('waiting').nodes({ first: Increment, wait: waitFor(go), done: exit<number>() });
  return wire('first', { first: to.wait, wait: to.done });
}
