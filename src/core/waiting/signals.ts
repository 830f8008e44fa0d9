import type { BufferedSignal } from '../state/buffered-signal';
import { runDetails } from '../state/run-state';
import type { Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/** Removes and returns the earliest buffered signal of a name. */
export function takeSignal(context: TransitionContext, name: string): BufferedSignal | undefined {
  const signals = context.state.details?.signals;
  if (!signals) return undefined;
  for (const signal of signals.values()) {
    if (signal.name !== name) continue;
    signals.delete(signal.no);
    context.changes?.push({ type: 'signal.delete', no: signal.no });
    return signal;
  }
  return undefined;
}

/** Delivers a signal to the token that has waited longest for it, or buffers it. */
export function receiveSignal(context: TransitionContext, name: string, payload: unknown): void {
  const { state } = context;
  const receiver = longestWaiting(context, name);
  context.emitRunEvent('signal.received', { name, buffered: receiver === undefined });
  if (receiver) {
    passWait(context, receiver, payload);
    return;
  }
  const signal: BufferedSignal = { no: state.nextNo, name, payload };
  state.nextNo += 1;
  runDetails(state).signals.set(signal.no, signal);
  context.changes?.push({ type: 'signal.put', signal });
}

/** Continues a wait with the payload of its signal. */
export function passWait(context: TransitionContext, token: Token, payload: unknown): void {
  context.emitNodeEvent('step.completed', token, { action: 'next', value: payload }, 1);
  context.agenda.push({ kind: 'leave', token, action: 'next', value: payload });
}

function longestWaiting(context: TransitionContext, name: string): Token | undefined {
  let longest: Token | undefined;
  for (const token of context.state.tokens.all()) {
    if (!waitsFor(token, name)) continue;
    if (!longest || token.since < longest.since) longest = token;
  }
  return longest;
}

function waitsFor(token: Token, name: string): boolean {
  const { definition } = token.place;
  return token.status === 'waiting' && definition.kind === 'wait' && definition.signal === name;
}
