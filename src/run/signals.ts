import type { Ledger } from './ledger';
import { runExtra } from './run-state';
import type { BufferedSignal } from './signal';
import type { Token } from './token';

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
  const receiver = state.tokens.all().find((token) => waitsFor(token, name));
  ledger.tell('signal.received', { name, buffered: receiver === undefined });
  if (receiver) {
    ledger.agenda.push({ kind: 'leave', token: receiver, action: 'next', value: payload });
    return;
  }
  const signal: BufferedSignal = { no: state.nextNo, name, payload };
  state.nextNo += 1;
  runExtra(state).signals.set(signal.no, signal);
  ledger.changes?.push({ type: 'signal.put', signal });
}

function waitsFor(token: Token, name: string): boolean {
  const { definition } = token.place;
  return token.status === 'waiting' && definition.kind === 'wait' && definition.signal === name;
}
