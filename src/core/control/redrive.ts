import { unwind } from '../compensation/unwind';
import { hasMoreItems } from '../joins/items';
import { startItems } from '../joins/start-items';
import { addMissedFailure } from '../outcomes/fail-run';
import type { CoreInputOf } from '../protocol/input';
import { countVisit } from '../routing/count-visit';
import { dispatch } from '../routing/dispatch';
import { begin } from '../routing/enter';
import { schedule } from '../routing/place-token';
import { hasEnded } from '../state/run-info';
import { detailsOf, type Frame, type Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { reclaimPermits } from '../waiting/permits';
import { clearTimers, setTimer } from '../waiting/timers';
import { reissueTasks, reissueTimersAndPermits } from './reissue-effects';
import { releaseWork } from './release';
import { addVisit } from './rewind';
import { startReady } from './start-ready';

/**
 * Resumes a failed run from its failure. Tokens that had not failed continue where they stand. A run that has undone its
 * work has none; it continues with another visit of an earlier node.
 */
export function redriveRun(context: TransitionContext, { input, missed, rewind }: CoreInputOf<'run.redrive'>): void {
  const { state } = context;
  if (missed && !hasEnded(state.status)) addMissedFailure(context, missed);
  const tokens = state.tokens.all();
  if (state.status !== 'failed') return;
  const again = tokens.length === 0 && rewind ? addVisit(context, rewind, input) : undefined;
  if (tokens.length === 0 && !again) return;
  const { endedAt = context.at } = state;
  state.status = 'running';
  state.ending = undefined;
  state.endedAt = undefined;
  context.emitRunEvent('run.redriven', again ? { path: context.pathOf(again) } : {});
  reclaimPermits(context);
  postponeDeadlines(context, context.at - endedAt);
  reissueTimersAndPermits(context);
  reissueTasks(context);
  if (again) {
    if (!schedule(context, again, again.place)) begin(context, again);
    return;
  }
  const held = tokens.filter(({ status }) => status === 'ready');
  const failed = tokens.filter(({ status }) => status === 'failed');
  for (const token of failed) {
    detailsOf(token).failure = undefined;
    // Another visit of a node around it cancels it like a step that had not failed.
    context.setStatus(token, 'ready');
  }
  let edited = input;
  for (const token of failed) {
    if (token.status !== 'ready') continue;
    if (edited) startNewVisit(context, token, edited.value);
    else resumeToken(context, token);
    edited = undefined;
  }
  // Afterwards, because another visit releases what is inside it and renumbers what is around it.
  startReady(context, held);
}

/** Postpones deadlines by the time that the run was failed. */
function postponeDeadlines(context: TransitionContext, ms: number): void {
  const { timers } = context.state.details ?? {};
  for (const timer of timers?.values() ?? []) {
    if (timer.purpose !== 'deadline') continue;
    const later = { ...timer, at: timer.at + ms };
    timers?.set(timer.id, later);
    context.changes?.push({ type: 'timer.put', timer: later });
  }
}

/** Resumes the failed visit, under its key, at the point of its failure. */
function resumeToken(context: TransitionContext, token: Token): void {
  const { place, phase, inner, details } = token;
  if (details?.permit?.state === 'queued') {
    context.setStatus(token, 'queued');
    ensureDeadline(context, token);
    return;
  }
  if (place.leaf && (token.attempt > 0 || phase === 'fallback') && !details?.via) {
    if (details?.task) {
      context.setStatus(token, 'waiting');
      ensureDeadline(context, token);
      return;
    }
    clearTimers(context, token);
    ensureDeadline(context, token);
    dispatch(context, token, phase === 'fallback' ? 'execute' : phase, 1);
  } else if (inner && (isAlive(inner) || hasMoreItems(inner))) {
    context.setStatus(token, 'open');
    ensureDeadline(context, token);
    resumeInside(context, inner);
  } else if (inner && phase === 'merge') {
    ensureDeadline(context, token);
    dispatch(context, token, 'merge', 1);
  } else if (token.attempt > 0 && phase !== 'map' && phase !== 'accept' && phase !== 'key' && phase !== 'length') {
    // The node had opened and nothing inside is left, such as after a store conflict of its branches.
    startNewVisit(context, token, token.input);
  } else {
    clearTimers(context, token);
    ensureDeadline(context, token);
    begin(context, token);
  }
}

/** Tokens inside continue on their own; only an `each` whose next item could not be pulled is resumed. */
function resumeInside(context: TransitionContext, frame: Frame): void {
  const { definition } = frame.scope;
  if (definition.kind === 'each' && frame.join) startItems(context, frame, definition, frame.join);
}

/**
 * Starts the node again as another visit: work that was committed inside, or had another input, is not repeated under
 * its key.
 */
function startNewVisit(context: TransitionContext, token: Token, input: unknown): void {
  const compensates = releaseWork(context, token);
  token.details = undefined;
  token.phase = 'execute';
  token.attempt = 0;
  token.input = input;
  openVisit(context, token);
  context.setStatus(token, 'ready');
  ensureDeadline(context, token);
  if (compensates) unwind(context, token, {}, { kind: 'restart' });
  else begin(context, token);
}

function ensureDeadline(context: TransitionContext, token: Token): void {
  const { deadlineMs } = token.place;
  const timers = token.details?.timers ?? [];
  const isLimited = timers.some((id) => context.state.details?.timers.get(id)?.purpose === 'deadline');
  if (deadlineMs > 0 && !isLimited) setTimer(context, token, 'deadline', deadlineMs);
}

function isAlive({ inner, join }: Frame): boolean {
  return inner !== undefined || (join?.tokens.some((token) => token !== undefined) ?? false);
}

/**
 * Assigns a token a visit that its path has not had yet, together with the tokens that share its segment of the path.
 */
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
