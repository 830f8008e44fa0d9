import { hasMoreItems } from '../joins/items';
import type { HappeningOf } from '../protocol/input';
import { dispatch } from '../routing/dispatch';
import { begin, countVisit, startItems } from '../routing/enter';
import { extraOf, type Frame, type Token } from '../state/token';
import type { Ledger } from '../transition-context';
import { takeBack } from '../waiting/permits';
import { clearTimers, setTimer } from '../waiting/timers';
import { startReady } from './lifecycle';
import { openTasks, rearm } from './reissue-effects';
import { quiet } from './release';

/**
 * Tries a failed run again from where it failed; what had not failed goes on where it stood. A run that has been rolled
 * back has nothing to go on from.
 */
export function redriveRun(ledger: Ledger, { input }: HappeningOf<'run.redrive'>): void {
  const { state } = ledger;
  const tokens = state.tokens.all();
  if (state.status !== 'failed' || tokens.length === 0) return;
  const { endedAt = ledger.at } = state;
  state.status = 'running';
  state.ending = undefined;
  state.endedAt = undefined;
  ledger.tell('run.redriven', {});
  takeBack(ledger);
  postponeDeadlines(ledger, ledger.at - endedAt);
  rearm(ledger);
  openTasks(ledger);
  startReady(ledger);
  let edited = input;
  for (const token of tokens) {
    if (token.status !== 'failed') continue;
    extraOf(token).failure = undefined;
    if (edited) startOver(ledger, token, edited.value);
    else goOn(ledger, token);
    edited = undefined;
  }
}

/** The time in which the run lay there failed does not count. */
function postponeDeadlines(ledger: Ledger, ms: number): void {
  const { timers } = ledger.state.extra ?? {};
  for (const timer of timers?.values() ?? []) {
    if (timer.purpose !== 'deadline') continue;
    const later = { ...timer, at: timer.at + ms };
    timers?.set(timer.id, later);
    ledger.changes?.push({ type: 'timer.put', timer: later });
  }
}

/** Takes up the visit that failed, with its key, where it failed. */
function goOn(ledger: Ledger, token: Token): void {
  const { place, phase, inner, extra } = token;
  if (extra?.slot?.state === 'queued') {
    ledger.setStatus(token, 'queued');
    limit(ledger, token);
    return;
  }
  if (place.leaf && (token.attempt > 0 || phase === 'fallback') && !extra?.via) {
    if (extra?.task) {
      ledger.setStatus(token, 'waiting');
      limit(ledger, token);
      return;
    }
    clearTimers(ledger, token);
    limit(ledger, token);
    dispatch(ledger, token, phase === 'fallback' ? 'execute' : phase, 1);
  } else if (inner && (isAlive(inner) || hasMoreItems(inner))) {
    ledger.setStatus(token, 'open');
    limit(ledger, token);
    goOnInside(ledger, inner);
  } else if (inner && phase === 'merge') {
    limit(ledger, token);
    dispatch(ledger, token, 'merge', 1);
  } else if (token.attempt > 0 && phase !== 'map' && phase !== 'accept' && phase !== 'key' && phase !== 'length') {
    // It had opened, and what was inside is over: a conflict of its branches, say.
    startOver(ledger, token, token.input);
  } else {
    clearTimers(ledger, token);
    limit(ledger, token);
    begin(ledger, token);
  }
}

/** What is inside goes on by itself, but for an `each` whose next item could not be got. */
function goOnInside(ledger: Ledger, frame: Frame): void {
  const { definition } = frame.scope;
  if (definition.kind === 'each' && frame.join) startItems(ledger, frame, definition, frame.join);
}

/** Begins anew, as another visit: what was committed inside or was given something else is not done again under its key. */
function startOver(ledger: Ledger, token: Token, input: unknown): void {
  quiet(ledger, token);
  token.extra = undefined;
  token.phase = 'execute';
  token.attempt = 0;
  token.input = input;
  openVisit(ledger, token);
  ledger.setStatus(token, 'ready');
  limit(ledger, token);
  begin(ledger, token);
}

function limit(ledger: Ledger, token: Token): void {
  const { deadlineMs } = token.place;
  const timers = token.extra?.timers ?? [];
  const isLimited = timers.some((id) => ledger.state.extra?.timers.get(id)?.purpose === 'deadline');
  if (deadlineMs > 0 && !isLimited) setTimer(ledger, token, 'deadline', deadlineMs);
}

function isAlive({ inner, join }: Frame): boolean {
  return inner !== undefined || (join?.tokens.some((token) => token !== undefined) ?? false);
}

/** Gives a token a visit that its path has not had yet. Whoever shares its segment of the path has it too. */
function openVisit(ledger: Ledger, token: Token): void {
  let top = token;
  let highest = token.visit;
  while (top.place.key === '' && top.frame.token) {
    top = top.frame.token;
    highest = Math.max(highest, top.visit);
  }
  const counted = top.frame.scope.kind === 'flow' ? countVisit(ledger, top.frame, top.place) : 0;
  const visit = Math.max(counted, highest + 1);
  for (let one: Token | undefined = token; one; one = one === top ? undefined : one.frame.token) {
    one.visit = visit;
    ledger.touch(one);
  }
}
