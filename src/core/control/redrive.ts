import { hasMoreItems } from '../joins/items';
import { startItems } from '../joins/start-items';
import type { CoreInputOf } from '../protocol/input';
import { countVisit } from '../routing/count-visit';
import { dispatch } from '../routing/dispatch';
import { begin } from '../routing/enter';
import { detailsOf, type Frame, type Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { reclaimPermits } from '../waiting/permits';
import { clearTimers, setTimer } from '../waiting/timers';
import { startReady } from './lifecycle';
import { reissueTasks, reissueTimersAndPermits } from './reissue-effects';
import { releaseWork } from './release';

/**
 * Tries a failed run again from where it failed; what had not failed goes on where it stood. A run that has been rolled
 * back has nothing to go on from.
 */
export function redriveRun(context: TransitionContext, { input }: CoreInputOf<'run.redrive'>): void {
  const { state } = context;
  const tokens = state.tokens.all();
  if (state.status !== 'failed' || tokens.length === 0) return;
  const { endedAt = context.at } = state;
  state.status = 'running';
  state.ending = undefined;
  state.endedAt = undefined;
  context.emitRunEvent('run.redriven', {});
  reclaimPermits(context);
  postponeDeadlines(context, context.at - endedAt);
  reissueTimersAndPermits(context);
  reissueTasks(context);
  startReady(context);
  let edited = input;
  for (const token of tokens) {
    if (token.status !== 'failed') continue;
    detailsOf(token).failure = undefined;
    if (edited) startOver(context, token, edited.value);
    else goOn(context, token);
    edited = undefined;
  }
}

/** The time in which the run lay there failed does not count. */
function postponeDeadlines(context: TransitionContext, ms: number): void {
  const { timers } = context.state.details ?? {};
  for (const timer of timers?.values() ?? []) {
    if (timer.purpose !== 'deadline') continue;
    const later = { ...timer, at: timer.at + ms };
    timers?.set(timer.id, later);
    context.changes?.push({ type: 'timer.put', timer: later });
  }
}

/** Takes up the visit that failed, with its key, where it failed. */
function goOn(context: TransitionContext, token: Token): void {
  const { place, phase, inner, details } = token;
  if (details?.permit?.state === 'queued') {
    context.setStatus(token, 'queued');
    limit(context, token);
    return;
  }
  if (place.leaf && (token.attempt > 0 || phase === 'fallback') && !details?.via) {
    if (details?.task) {
      context.setStatus(token, 'waiting');
      limit(context, token);
      return;
    }
    clearTimers(context, token);
    limit(context, token);
    dispatch(context, token, phase === 'fallback' ? 'execute' : phase, 1);
  } else if (inner && (isAlive(inner) || hasMoreItems(inner))) {
    context.setStatus(token, 'open');
    limit(context, token);
    goOnInside(context, inner);
  } else if (inner && phase === 'merge') {
    limit(context, token);
    dispatch(context, token, 'merge', 1);
  } else if (token.attempt > 0 && phase !== 'map' && phase !== 'accept' && phase !== 'key' && phase !== 'length') {
    // It had opened, and what was inside is over: a conflict of its branches, say.
    startOver(context, token, token.input);
  } else {
    clearTimers(context, token);
    limit(context, token);
    begin(context, token);
  }
}

/** What is inside goes on by itself, but for an `each` whose next item could not be got. */
function goOnInside(context: TransitionContext, frame: Frame): void {
  const { definition } = frame.scope;
  if (definition.kind === 'each' && frame.join) startItems(context, frame, definition, frame.join);
}

/** Begins anew, as another visit: what was committed inside or was given something else is not done again under its key. */
function startOver(context: TransitionContext, token: Token, input: unknown): void {
  releaseWork(context, token);
  token.details = undefined;
  token.phase = 'execute';
  token.attempt = 0;
  token.input = input;
  openVisit(context, token);
  context.setStatus(token, 'ready');
  limit(context, token);
  begin(context, token);
}

function limit(context: TransitionContext, token: Token): void {
  const { deadlineMs } = token.place;
  const timers = token.details?.timers ?? [];
  const isLimited = timers.some((id) => context.state.details?.timers.get(id)?.purpose === 'deadline');
  if (deadlineMs > 0 && !isLimited) setTimer(context, token, 'deadline', deadlineMs);
}

function isAlive({ inner, join }: Frame): boolean {
  return inner !== undefined || (join?.tokens.some((token) => token !== undefined) ?? false);
}

/** Gives a token a visit that its path has not had yet. Whoever shares its segment of the path has it too. */
function openVisit(context: TransitionContext, token: Token): void {
  let top = token;
  let highest = token.visit;
  while (top.place.key === '' && top.frame.token) {
    top = top.frame.token;
    highest = Math.max(highest, top.visit);
  }
  const counted = top.frame.scope.kind === 'flow' ? countVisit(context, top.frame, top.place) : 0;
  const visit = Math.max(counted, highest + 1);
  for (let one: Token | undefined = token; one; one = one === top ? undefined : one.frame.token) {
    one.visit = visit;
    context.touch(one);
  }
}
