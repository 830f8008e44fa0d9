import type { Place } from '../../flow';
import type { Effect, PermitRequest } from '../protocol/effect';
import { dispatch } from '../routing/dispatch';
import type { RunState } from '../state/run-state';
import { type ConcurrencyPermit, detailsOf, type Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

type PermitEffect<Type extends Effect['type']> = Extract<Effect, { readonly type: Type }>;

/** Lets a token wait in the line of its place: first it has to be known for which key. */
export function queueToken(context: TransitionContext, token: Token): void {
  if (token.place.queue?.key) dispatch(context, token, 'key', 1);
  else requestPermit(context, token, '');
}

/** Asks for a slot. Whoever is inside something that holds the same one need not wait for itself. */
export function requestPermit(context: TransitionContext, token: Token, key: string): void {
  const { queue } = token.place;
  if (!queue) return;
  const permit = { queue: queue.name, key };
  if (holdsAround(token, permit)) {
    setPermit(context, token, { ...permit, state: 'shared' });
    context.agenda.push({ kind: 'begin', token });
    return;
  }
  setPermit(context, token, { ...permit, state: 'queued' });
  context.setStatus(token, 'queued');
  emitPermitRequest(context, token);
}

function holdsAround(token: Token, { queue, key }: Omit<ConcurrencyPermit, 'state'>): boolean {
  for (let outer = token.frame.token; outer; outer = outer.frame.token) {
    const held = outer.details?.permit;
    if (held?.queue === queue && held.key === key) return true;
  }
  return false;
}

function setPermit(context: TransitionContext, token: Token, permit: ConcurrencyPermit): void {
  detailsOf(token).permit = permit;
  context.touch(token);
}

function emitPermitRequest(context: TransitionContext, token: Token): void {
  const permit = requestOf(token);
  if (permit) context.effects.push({ type: 'permit.request', token: token.id, permit });
}

function requestOf({ details, place }: Token): PermitRequest | undefined {
  const { permit } = details ?? {};
  if (!permit || permit.state === 'shared') return undefined;
  const { queue, key } = permit;
  return { queue, key, limit: place.queue?.limit ?? 1, total: place.queue?.total };
}

/** The slot is there. One that came too late, or a second time, changes nothing. */
export function grantPermit(context: TransitionContext, id: number): void {
  const token = context.state.tokens.get(id);
  const permit = token?.details?.permit;
  if (!token || permit?.state !== 'queued') return;
  setPermit(context, token, { ...permit, state: 'held' });
  context.setStatus(token, 'ready');
  context.agenda.push({ kind: 'begin', token });
}

/** Gives up a slot or the place in its line. */
export function releasePermit(context: TransitionContext, token: Token): void {
  const permit = requestOf(token);
  if (permit) context.effects.push({ type: 'permit.release', token: token.id, permit });
  if (token.details) token.details.permit = undefined;
}

/** The run has failed: others may have its slots meanwhile. It remembers them for the case that it is tried again. */
export function lendPermit(context: TransitionContext, token: Token): void {
  const permit = requestOf(token);
  if (permit) context.effects.push({ type: 'permit.release', token: token.id, permit });
}

/** Asks again for the permits that tokens wait for. */
export function reissuePermitRequests(context: TransitionContext): void {
  context.effects.push(...queuedPermits(context.state));
}

/** Takes the permits back that were held before the run failed, or by the run of which this one is a copy. */
export function reclaimPermits(context: TransitionContext): void {
  context.effects.push(...heldPermits(context.state));
}

/** Returns the requests for the permits that tokens wait for. */
export function queuedPermits(state: RunState): readonly PermitEffect<'permit.request'>[] {
  return permitsIn(state, 'queued').map((one) => ({ type: 'permit.request', ...one }));
}

/** Returns what takes the permits that tokens hold. */
export function heldPermits(state: RunState): readonly PermitEffect<'permit.take'>[] {
  return permitsIn(state, 'held').map((one) => ({ type: 'permit.take', ...one }));
}

function permitsIn(
  { tokens }: RunState,
  wanted: ConcurrencyPermit['state'],
): readonly { readonly token: number; readonly permit: PermitRequest }[] {
  return tokens.all().flatMap((token) => {
    const permit = token.details?.permit?.state === wanted ? requestOf(token) : undefined;
    return permit ? [{ token: token.id, permit }] : [];
  });
}

/** Whether the token has to wait in a line before it may begin at the place. */
export function needsPermit({ details }: Token, { queue }: Place): boolean {
  return queue !== undefined && details?.permit === undefined;
}
