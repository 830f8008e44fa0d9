import { MillraceError, toFailure } from '../errors';
import type { Place } from '../flow';
import { dispatch } from './dispatch';
import { endRun } from './end';
import { begin, countVisit, spawn } from './enter';
import { fail } from './fail';
import type { Happening } from './happening';
import type { Ledger } from './ledger';
import { pathOf } from './path';
import { quiet, releaseChildren, settleOperation } from './release';
import { hasEnded } from './run-info';
import { setTimer } from './timers';
import { extraOf, type Token } from './token';
import { unwindRun } from './unwind';

type Of<Type extends Happening['type']> = Extract<Happening, { readonly type: Type }>;

export function startRun(ledger: Ledger, { deadlineMs }: Of<'run.start'>): void {
  const { state } = ledger;
  if (state.status !== 'pending') return;
  state.status = 'running';
  state.startedAt = ledger.at;
  ledger.tell('run.started', { input: state.root.input, tags: state.info.tags });
  if (deadlineMs !== undefined) setTimer(ledger, undefined, 'end', deadlineMs);
  ledger.touchFrame(state.root);
  const { start } = state.root.scope;
  if (start) spawn(ledger, state.root, 0, start, countVisit(ledger, state.root, start), state.root.input);
}

/** Starts no further operations; those in flight may end. */
export function pauseRun(ledger: Ledger, { reason }: Of<'run.pause'>): void {
  const { state } = ledger;
  if (state.status !== 'running' && state.status !== 'waiting') return;
  state.status = 'paused';
  ledger.tell('run.paused', { reason });
}

export function resumeRun(ledger: Ledger): void {
  const { state } = ledger;
  if (state.status !== 'paused') return;
  state.status = 'running';
  ledger.tell('run.resumed', {});
  startReady(ledger);
}

/** Starts what was held back. */
function startReady(ledger: Ledger): void {
  for (const token of ledger.state.tokens.all()) {
    if (token.status === 'ready') dispatch(ledger, token, token.phase, Math.max(token.attempt, 1));
  }
}

export function cancelRun(ledger: Ledger, { reason, compensate = false }: Of<'run.cancel'>): void {
  const { state } = ledger;
  if (hasEnded(state.status) || state.ending) return;
  if (state.status === 'paused') state.status = 'running';
  const ending = { status: 'cancelled', reason } as const;
  releaseChildren(ledger, state.root);
  if (compensate) unwindRun(ledger, ending);
  else endRun(ledger, ending);
}

/** Tries a failed run again from where it failed. A run that has been rolled back has nothing to go on from. */
export function redriveRun(ledger: Ledger, { input }: Of<'run.redrive'>): void {
  const { state } = ledger;
  const failed = state.tokens.all().find(({ status }) => status === 'failed');
  if (state.status !== 'failed' || !failed) return;
  state.status = 'running';
  state.ending = undefined;
  state.endedAt = 0;
  ledger.tell('run.redriven', {});
  if (input) {
    failed.input = input.value;
    if (failed.frame.scope.kind === 'flow') failed.visit = countVisit(ledger, failed.frame, failed.place);
  }
  extraOf(failed).failure = undefined;
  quiet(ledger, failed);
  ledger.setStatus(failed, 'failed');
  startReady(ledger);
  begin(ledger, failed);
  rearm(ledger);
}

/** Asks again for the timers and tasks that the driver does not know (any more). */
function rearm(ledger: Ledger): void {
  const { state } = ledger;
  for (const { id, at } of state.extra?.timers.values() ?? [])
    ledger.effects.push({ type: 'timer.set', timer: id, at });
  for (const token of state.tokens.all()) {
    const task = token.extra?.task;
    if (task)
      ledger.effects.push({
        type: 'task.open',
        token: token.id,
        path: pathOf(token),
        node: token.place.node,
        request: task.request,
      });
  }
}

/** The state is a copy: its events start again, and so does what was in flight. */
export function forkRun(ledger: Ledger, { from, seq }: Of<'run.fork'>): void {
  ledger.state.seq = 0;
  ledger.state.startedAt = ledger.at;
  ledger.tell('run.forked', { from, seq });
  for (const token of inFlight(ledger)) restart(ledger, token);
  rearm(ledger);
}

/** Goes on after the owner has gone. An operation in flight is executed again, but not for ever. */
export function recoverRun(ledger: Ledger, { limit }: Of<'run.recover'>): void {
  const tokens = inFlight(ledger);
  ledger.tell('run.recovered', { operations: tokens.length });
  rearm(ledger);
  for (const token of tokens) {
    // An earlier token's failure may have taken this one out of the run.
    if (token.op === 0) continue;
    const extra = extraOf(token);
    extra.recovery = (extra.recovery ?? 0) + 1;
    if (extra.recovery <= limit) {
      restart(ledger, token);
      continue;
    }
    settleOperation(ledger, token);
    const message = `the process died ${extra.recovery} times while "${token.place.node}" was executing; at most ${limit} recoveries are made`;
    fail(ledger, token, { ...toFailure(new MillraceError('STEP_CRASHED', message)), retryable: false });
  }
}

function inFlight(ledger: Ledger): readonly Token[] {
  return ledger.state.tokens.all().filter(({ op }) => op !== 0);
}

function restart(ledger: Ledger, token: Token): void {
  settleOperation(ledger, token);
  dispatch(ledger, token, token.phase, token.attempt);
}

/** Moves the run onto the graph of this transition. Does nothing while an operation is in flight. */
export function migrateRun(ledger: Ledger, { from, to, map }: Of<'run.migrate'>): void {
  const { state, graph } = ledger;
  const tokens = state.tokens.all();
  const moved = (id: string) => graph.places.get(map[id] ?? id);
  const frames = [state.root, ...tokens.flatMap(({ inner }) => (inner ? [inner] : []))];
  const places = [...tokens.map(({ place }) => place), ...frames.flatMap(({ place, scope }) => [place, scope])];
  if (state.busy > 0 || places.some(({ id }) => !moved(id))) return;
  for (const frame of frames) {
    const scope = moved(frame.scope.id) ?? frame.scope;
    frame.visits = frame.visits && movedVisits(frame.scope, frame.visits, scope, (id) => moved(id)?.index);
    frame.place = moved(frame.place.id) ?? frame.place;
    frame.scope = scope;
    ledger.touchFrame(frame);
    frame.visits?.forEach((count, node) => {
      if (count > 0) ledger.changes?.push({ type: 'visit.put', frame: frame.id, node, count });
    });
  }
  for (const token of tokens) {
    token.place = moved(token.place.id) ?? token.place;
    ledger.touch(token);
  }
  ledger.tell('run.migrated', { from, to });
}

/** Visits are counted by the number of the node, which another version may have changed. */
function movedVisits(
  before: Place,
  visits: readonly number[],
  after: Place,
  indexOf: (id: string) => number | undefined,
): number[] {
  const counts = after.unvisited.slice();
  for (const { id, index } of before.children) {
    const to = indexOf(id);
    const count = visits[index];
    if (to !== undefined && count !== undefined) counts[to] = count;
  }
  return counts;
}
