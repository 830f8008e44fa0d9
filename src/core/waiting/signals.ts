import type { BufferedSignal } from '../state/buffered-signal';
import { runExtra } from '../state/run-state';
import type { Token } from '../state/token';
import type { Ledger } from '../transition-context';

/** Takes the earliest signal of that name that came before anything waited for it. */
export function takeSignal(ledger: Ledger, name: string): BufferedSignal | undefined {
  const signals = ledger.state.extra?.signals;
  if (!signals) return undefined;
  for (const signal of signals.values()) {
    if (signal.name !== name) continue;
    signals.delete(signal.no);
    ledger.changes?.push({ type: 'signal.delete', no: signal.no });
    return signal;
  }
  return undefined;
}

/** Gives a signal to the token that has waited longest for it, or keeps it for the first that will. */
export function receiveSignal(ledger: Ledger, name: string, payload: unknown): void {
  const { state } = ledger;
  const receiver = longestWaiting(ledger, name);
  ledger.tell('signal.received', { name, buffered: receiver === undefined });
  if (receiver) {
    passWait(ledger, receiver, payload);
    return;
  }
  const signal: BufferedSignal = { no: state.nextNo, name, payload };
  state.nextNo += 1;
  runExtra(state).signals.set(signal.no, signal);
  ledger.changes?.push({ type: 'signal.put', signal });
}

/** The signal that the token waited for is there. */
export function passWait(ledger: Ledger, token: Token, payload: unknown): void {
  ledger.tellOf('step.completed', token, { action: 'next', value: payload }, 1);
  ledger.agenda.push({ kind: 'leave', token, action: 'next', value: payload });
}

function longestWaiting(ledger: Ledger, name: string): Token | undefined {
  let longest: Token | undefined;
  for (const token of ledger.state.tokens.all()) {
    if (!waitsFor(token, name)) continue;
    if (!longest || token.since < longest.since) longest = token;
  }
  return longest;
}

function waitsFor(token: Token, name: string): boolean {
  const { definition } = token.place;
  return token.status === 'waiting' && definition.kind === 'wait' && definition.signal === name;
}
