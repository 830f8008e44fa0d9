import { TerminalError } from '../../errors';
import { type Composite, exit, type Flow, flow, flowOf, fn, pipe, signal, waitFor } from '../../flow';

/** Adds one. */
export const inc = fn('inc', (n: number) => n + 1);

/** Fails with what it is given, and for good. */
export const fail = fn('fail', (message: string): never => {
  throw new TerminalError(message, { code: 'CHECK_FAILED' });
});

/** What waiting flows wait for. */
export const go = signal<number>('go');

/** Adds three, one at a time. */
export function threeSteps(name = 'three', version = '1.0.0'): Flow<number, { readonly next: number }> {
  return flowOf(name, pipe(inc, inc, inc), { version });
}

/** Waits for the signal `go`, and gives its payload and one more. */
export function waitingFlow(name = 'waiting', version = '1.0.0'): Flow<unknown, { readonly next: number }> {
  const draft = flow(name, { version }).nodes({ wait: waitFor(go), add: inc, done: exit<number>() });
  return draft.wire('wait', { wait: draft.to.add, add: draft.to.done });
}

/** One node and one exit. */
export function only<In, Out>(
  name: string,
  step: Composite<In, { readonly next: Out }>,
): Flow<In, { readonly next: Out }> {
  return flowOf(name, step);
}
