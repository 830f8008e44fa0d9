import type { Place } from '../../flow';
import type { SlotRequest } from '../protocol/effect';
import { dispatch } from '../routing/dispatch';
import { extraOf, type Slot, type Token } from '../state/token';
import type { Ledger } from '../transition-context';

/** Lets a token wait in the line of its place: first it has to be known for which key. */
export function queue(ledger: Ledger, token: Token): void {
  if (token.place.line?.key) dispatch(ledger, token, 'key', 1);
  else requestSlot(ledger, token, '');
}

/** Asks for a slot. Whoever is inside something that holds the same one need not wait for itself. */
export function requestSlot(ledger: Ledger, token: Token, key: string): void {
  const { line } = token.place;
  if (!line) return;
  const slot = { line: line.name, key };
  if (holdsAround(token, slot)) {
    putSlot(ledger, token, { ...slot, state: 'shared' });
    ledger.agenda.push({ kind: 'begin', token });
    return;
  }
  putSlot(ledger, token, { ...slot, state: 'queued' });
  ledger.setStatus(token, 'queued');
  askForSlot(ledger, token);
}

function holdsAround(token: Token, { line, key }: Omit<Slot, 'state'>): boolean {
  for (let outer = token.frame.token; outer; outer = outer.frame.token) {
    const held = outer.extra?.slot;
    if (held?.line === line && held.key === key) return true;
  }
  return false;
}

function putSlot(ledger: Ledger, token: Token, slot: Slot): void {
  extraOf(token).slot = slot;
  ledger.touch(token);
}

function askForSlot(ledger: Ledger, token: Token): void {
  const slot = requestOf(token);
  if (slot) ledger.effects.push({ type: 'slot.request', token: token.id, slot });
}

function requestOf({ extra, place }: Token): SlotRequest | undefined {
  const { slot } = extra ?? {};
  if (!slot || slot.state === 'shared') return undefined;
  const { line, key } = slot;
  return { line, key, limit: place.line?.limit ?? 1, total: place.line?.total };
}

/** The slot is there. One that came too late, or a second time, changes nothing. */
export function grantSlot(ledger: Ledger, id: number): void {
  const token = ledger.state.tokens.get(id);
  const slot = token?.extra?.slot;
  if (!token || slot?.state !== 'queued') return;
  putSlot(ledger, token, { ...slot, state: 'held' });
  ledger.setStatus(token, 'ready');
  ledger.agenda.push({ kind: 'begin', token });
}

/** Gives up a slot or the place in its line. */
export function releaseSlot(ledger: Ledger, token: Token): void {
  const slot = requestOf(token);
  if (slot) ledger.effects.push({ type: 'slot.release', token: token.id, slot });
  if (token.extra) token.extra.slot = undefined;
}

/** The run has failed: others may have its slots meanwhile. It remembers them for the case that it is tried again. */
export function lendSlot(ledger: Ledger, token: Token): void {
  const slot = requestOf(token);
  if (slot) ledger.effects.push({ type: 'slot.release', token: token.id, slot });
}

/** Asks again for the slots that tokens wait for. */
export function askAgain(ledger: Ledger): void {
  for (const token of ledger.state.tokens.all()) if (token.extra?.slot?.state === 'queued') askForSlot(ledger, token);
}

/** Takes the slots back that were held before the run failed, or by the run of which this one is a copy. */
export function takeBack(ledger: Ledger): void {
  for (const token of ledger.state.tokens.all()) {
    const slot = token.extra?.slot?.state === 'held' ? requestOf(token) : undefined;
    if (slot) ledger.effects.push({ type: 'slot.take', token: token.id, slot });
  }
}

/** Whether the token has to wait in a line before it may begin at the place. */
export function waitsInLine({ extra }: Token, { line }: Place): boolean {
  return line !== undefined && extra?.slot === undefined;
}
