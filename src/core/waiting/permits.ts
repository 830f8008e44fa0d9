import type { Place } from '../../flow';
import type { Effect, PermitRequest } from '../protocol/effect';
import { dispatch } from '../routing/dispatch';
import type { RunState } from '../state/run-state';
import { type ConcurrencyPermit, detailsOf, type Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

type PermitEffect<Type extends Effect['type']> = Extract<Effect, { readonly type: Type }>;

/** Queues a token at the queue of its place, after determining its key. */
export function queueToken(context: TransitionContext, token: Token): void {
  if (token.place.queue?.key) dispatch(context, token, 'key', 1);
  else requestPermit(context, token, '');
}

/** Requests a permit. A token inside one that holds the same permit shares it and does not wait. */
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

/** Grants a permit. A late or repeated grant changes nothing. */
export function grantPermit(context: TransitionContext, id: number): void {
  const token = context.state.tokens.get(id);
  const permit = token?.details?.permit;
  if (!token || permit?.state !== 'queued') return;
  setPermit(context, token, { ...permit, state: 'held' });
  context.setStatus(token, 'ready');
  context.agenda.push({ kind: 'begin', token });
}

/** Releases a permit or withdraws the request for it. */
export function releasePermit(context: TransitionContext, token: Token): void {
  const permit = requestOf(token);
  if (permit) context.effects.push({ type: 'permit.release', token: token.id, permit });
  if (token.details) token.details.permit = undefined;
}

/** Releases the permits of a failed run, so that others can use them. Its tokens keep them on record for a redrive. */
export function suspendPermit(context: TransitionContext, token: Token): void {
  const permit = requestOf(token);
  if (permit) context.effects.push({ type: 'permit.release', token: token.id, permit });
}

/** Repeats the requests for the permits that tokens wait for. */
export function reissuePermitRequests(context: TransitionContext): void {
  context.effects.push(...queuedPermits(context.state));
}

/** Reacquires the permits that were held before the run failed, or by the original of a copied run. */
export function reclaimPermits(context: TransitionContext): void {
  context.effects.push(...heldPermits(context.state));
}

/** Returns the requests for the permits that tokens wait for. */
export function queuedPermits(state: RunState): readonly PermitEffect<'permit.request'>[] {
  return permitsIn(state, 'queued').map((one) => ({ type: 'permit.request', ...one }));
}

/** Returns the effects that acquire the permits that tokens hold. */
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

/** Whether the token has to be queued before it may begin at the place. */
export function needsPermit({ details }: Token, { queue }: Place): boolean {
  return queue !== undefined && details?.permit === undefined;
}
