import type { EachDefinition } from '../../flow';
import { newestIn } from '../compensation/compensations';
import { unwind } from '../compensation/unwind';
import { releaseChildren, stopOperation } from '../control/release';
import { coreFailure } from '../core-failure';
import { dispatch } from '../routing/dispatch';
import { spawnItem, startItems } from '../routing/enter';
import { closeFrame } from '../routing/leave-frame';
import { framePath, pathOf } from '../state/path';
import type { Arrival, Frame } from '../state/token';
import { detailsOf, type Token } from '../state/token';
import type { Scope } from '../state/unwinding';
import type { TransitionContext } from '../transition-context';
import { clearTimers } from '../waiting/timers';
import { failedItems, failuresOf, itemResults, outcomeOf, partialResults, settledBranches } from './arrivals';
import { batchFailure, countOf, hasMoreItems, itemOf, type PulledItem } from './items';
import { conflictsOf, isIsolatedEach, mergeLayers } from './shared-store';

/** Takes a branch or an item out of a join, notes how it ended, and ends the join if that decides it. */
export function arrive(context: TransitionContext, branch: Token, ended: Arrival): void {
  const { frame, item } = branch;
  const { join, scope, token } = frame;
  context.remove(branch);
  if (!join || !token) return;
  const arrival = isForgotten(frame) ? { ...ended, item: branch.input } : ended;
  join.arrivals[item] = arrival;
  join.arrived += 1;
  if (!arrival.ok) join.failed += 1;
  context.changes?.push({ type: 'arrival.put', frame: frame.id, item, arrival });
  const { definition } = scope;
  switch (definition.kind) {
    case 'all':
      if (join.arrived === scope.children.length) finishJoin(context, token, frame);
      else if (definition.until) dispatchUntil(context, token);
      return;
    case 'settle':
      if (join.arrived === scope.children.length) finishJoin(context, token, frame);
      return;
    case 'any':
    case 'race':
      if (arrival.ok) undoLosers(context, token, frame);
      else if (join.arrived === scope.children.length) failAll(context, token, frame);
      return;
    case 'each':
      if (definition.progress) tellProgress(context, token, frame, definition);
      startItems(context, frame, definition, join);
      finishItems(context, token, frame, definition);
      return;
    default:
  }
}

/** Whether nothing else remembers the item of a branch that has to be part of the result. */
function isForgotten({ scope: { definition }, input }: Frame): boolean {
  return definition.kind === 'each' && definition.onError === 'collect' && !Array.isArray(input);
}

function tellProgress(context: TransitionContext, token: Token, frame: Frame, definition: EachDefinition): void {
  const { arrived: ended = 0, failed = 0 } = frame.join ?? {};
  const progress = { ended, failed, total: countOf(frame, definition) };
  context.effects.push({ type: 'progress', node: token.place.node, path: pathOf(token), progress });
}

/** The next item of a source is there, or the source has come to its end. */
export function takeItem(context: TransitionContext, token: Token, { item, done }: PulledItem): void {
  const { inner } = token;
  const definition = inner?.scope.definition;
  if (!inner?.join || definition?.kind !== 'each') return;
  if (done) detailsOf(token).exhausted = true;
  context.touch(token);
  if (Array.isArray(inner.input)) spawnItem(context, inner, itemOf(inner.input, definition, inner.next));
  else if (item) spawnItem(context, inner, item.value);
  startItems(context, inner, definition, inner.join);
  finishItems(context, token, inner, definition);
}

/** Ends the node if all items have ended. */
function finishItems(context: TransitionContext, token: Token, frame: Frame, definition: EachDefinition): void {
  const { join } = frame;
  if (!join || join.arrived < frame.next || hasMoreItems(frame)) return;
  if (join.failed > 0 && definition.onError === 'finish') {
    const failure = batchFailure(token.place.node, failedItems(frame));
    context.agenda.push({ kind: 'fail', token, failure });
  } else finishJoin(context, token, frame);
}

/** Asks whether the results so far are enough. While the verdict is in flight, another arrival makes it stale. */
function dispatchUntil(context: TransitionContext, token: Token): void {
  if (token.op === 0) {
    dispatch(context, token, 'until', 1);
    return;
  }
  detailsOf(token).stale = true;
  context.touch(token);
}

/** The verdict of `until` has come in. */
export function decideUntil(context: TransitionContext, token: Token, enough: boolean): void {
  const { inner } = token;
  context.touch(token);
  if (!inner) return;
  if (enough) undoLosers(context, token, inner);
  else if (token.details?.stale) {
    token.details.stale = false;
    dispatch(context, token, 'until', 1);
  }
}

/** The join is decided: the other branches are released and, if it is asked for, undone before it ends. */
function undoLosers(context: TransitionContext, token: Token, frame: Frame): void {
  releaseChildren(context, frame);
  const { definition } = frame.scope;
  if ('losers' in definition && definition.losers === 'compensate') {
    const losers: Scope = { scope: framePath(frame), except: branchesThatCount(frame) };
    if (newestIn(context, losers)) {
      // What is undone has its own limits; the node's work is done.
      clearTimers(context, token);
      unwind(context, token, losers, { kind: 'decided' });
      return;
    }
  }
  decide(context, token);
}

/** How the paths of the branches begin that arrived; on which visit does not matter. */
function branchesThatCount(frame: Frame): readonly string[] {
  const { join, scope } = frame;
  const outer = framePath(frame);
  return scope.children.filter(({ index }) => join?.arrivals[index]?.ok).map(({ key }) => `${outer}/${key}#`);
}

/** Ends a join that has been decided before all its branches had ended. */
export function decide(context: TransitionContext, token: Token): void {
  const { inner: frame } = token;
  if (!frame?.join) return;
  if (frame.scope.kind === 'all') {
    finishJoin(context, token, frame);
    return;
  }
  const winner = frame.join.arrivals.findIndex((arrival) => arrival?.ok);
  const arrival = frame.join.arrivals[winner];
  if (!arrival?.ok) return;
  mergeLayers(context, frame, new Map());
  closeFrame(context, frame, frame.scope.children[winner]?.key ?? '', outcomeOf(arrival.action, arrival.value));
}

function failAll(context: TransitionContext, token: Token, frame: Frame): void {
  const errors = failuresOf(frame);
  const message = `all ${errors.length} branches of "${token.place.node}" failed; the last: ${errors.at(-1)?.message ?? ''}`;
  const retryable = errors.some((failure) => failure.retryable);
  const failure = { ...coreFailure(context, 'ALL_BRANCHES_FAILED', message), retryable, errors };
  context.agenda.push({ kind: 'fail', token, failure });
}

/** Enough branches have arrived: merges what they wrote to the shared store, and gives their results. */
function finishJoin(context: TransitionContext, token: Token, frame: Frame): void {
  if (token.op !== 0) stopOperation(context, token);
  if (!frame.layers || isIsolatedEach(frame)) {
    closeJoin(context, frame, new Map());
    return;
  }
  const conflicts = conflictsOf(context.state, frame);
  const fatal = conflicts.find(({ mergeable }) => !mergeable);
  if (fatal) {
    const branches = fatal.branches.map((branch) => frame.scope.children[branch]?.key || String(branch));
    const names = branches.map((name) => `"${name}"`).join(' and ');
    const message = `the branches ${names} of "${token.place.node}" both wrote the key "${fatal.key}" of the shared store; give the key a merge function or write different keys`;
    const failure = coreFailure(context, 'STORE_CONFLICT', message, { key: fatal.key, branches });
    context.agenda.push({ kind: 'fail', token, failure });
  } else if (conflicts.length > 0) dispatch(context, token, 'merge', 1);
  else closeJoin(context, frame, new Map());
}

/** The merge functions have given one value for each key that several branches wrote. */
export function closeJoin(context: TransitionContext, frame: Frame, merged: ReadonlyMap<string, unknown>): void {
  mergeLayers(context, frame, merged);
  closeFrame(context, frame, 'next', resultsOf(frame));
}

function resultsOf(frame: Frame): unknown {
  const { definition } = frame.scope;
  switch (definition.kind) {
    case 'settle':
      return settledBranches(frame);
    case 'each':
      return itemResults(frame, definition.onError === 'collect');
    default:
      return partialResults(frame);
  }
}
