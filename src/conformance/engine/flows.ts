import { TerminalError } from '../../errors';
import { type Composite, exit, type Flow, flow, flowOf, fn, pipe, signal, waitFor } from '../../flow';

/** Adds one. */
export const inc = fn('inc', (n: number) => n + 1);

/** Fails with its input as the message, and is not retried. */
export const fail = fn('fail', (message: string): never => {
  throw new TerminalError(message, { code: 'CHECK_FAILED' });
});

/** The signal of waiting flows. */
export const go = signal<number>('go');

/** Returns a flow that adds three in three steps. */
export function threeSteps(name = 'three', version = '1.0.0'): Flow<number, { readonly next: number }> {
  return flowOf(name, pipe(inc, inc, inc), { version });
}

/** Returns a flow that waits for the signal `go` and returns its payload plus one. */
export function waitingFlow(name = 'waiting', version = '1.0.0'): Flow<unknown, { readonly next: number }> {
  const draft = flow(name, { version }).nodes({ wait: waitFor(go), add: inc, done: exit<number>() });
  return draft.wire('wait', { wait: draft.to.add, add: draft.to.done });
}

/** Returns a flow of one node and one exit. */
export function only<In, Out>(
  name: string,
  step: Composite<In, { readonly next: Out }>,
): Flow<In, { readonly next: Out }> {
  return flowOf(name, step);
}
