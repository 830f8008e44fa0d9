import { failuresOf, itemResults, outcomeOf, partialResults, settledBranches } from './arrivals';
import { coreFailure } from './core-failure';
import { dispatch } from './dispatch';
import { spawnItem } from './enter';
import { closeFrame } from './leave-frame';
import type { Ledger } from './ledger';
import { releaseChildren, stopOperation } from './release';
import { conflictsOf, isIsolatedEach, mergeLayers } from './store';
import type { Arrival, Frame } from './token';
import { extraOf, type Token } from './token';

/** Notes how a branch or an item of a join ended, and ends the join if that decides it. The branch's token is gone. */
export function arrive(ledger: Ledger, frame: Frame, item: number, arrival: Arrival): void {
  const { join, scope, token } = frame;
  if (!join || !token) return;
  join.arrivals[item] = arrival;
  join.arrived += 1;
  ledger.changes?.push({ type: 'arrival.put', frame: frame.id, item, arrival });
  const { definition } = scope;
  switch (definition.kind) {
    case 'all':
      if (join.arrived === scope.children.length) finishJoin(ledger, token, frame);
      else if (definition.until) askUntil(ledger, token);
      return;
    case 'settle':
      if (join.arrived === scope.children.length) finishJoin(ledger, token, frame);
      return;
    case 'any':
    case 'race':
      if (arrival.ok) win(ledger, frame, item, arrival.action, arrival.value);
      else if (join.arrived === scope.children.length) failAll(ledger, token, frame);
      return;
    case 'each':
      if (frame.next < (frame.input as readonly unknown[]).length) spawnItem(ledger, frame);
      else if (join.arrived === frame.next) finishJoin(ledger, token, frame);
      return;
    default:
  }
}

/** Asks whether the results so far are enough. While the verdict is in flight, another arrival makes it stale. */
function askUntil(ledger: Ledger, token: Token): void {
  if (token.op === 0) {
    dispatch(ledger, token, 'until', 1);
    return;
  }
  extraOf(token).stale = true;
  ledger.touch(token);
}

/** The verdict of `until` has come in. */
export function decideUntil(ledger: Ledger, token: Token, enough: boolean): void {
  const { inner } = token;
  ledger.touch(token);
  if (!inner) return;
  if (enough) {
    releaseChildren(ledger, inner);
    finishJoin(ledger, token, inner);
  } else if (token.extra?.stale) {
    token.extra.stale = false;
    dispatch(ledger, token, 'until', 1);
  }
}

function win(ledger: Ledger, frame: Frame, item: number, action: string, value: unknown): void {
  releaseChildren(ledger, frame);
  mergeLayers(ledger, frame, new Map());
  const branch = frame.scope.children[item];
  closeFrame(ledger, frame, branch?.key ?? '', outcomeOf(action, value));
}

function failAll(ledger: Ledger, token: Token, frame: Frame): void {
  const errors = failuresOf(frame);
  const message = `all ${errors.length} branches of "${token.place.node}" failed; the last: ${errors.at(-1)?.message ?? ''}`;
  const retryable = errors.some((failure) => failure.retryable);
  const failure = { ...coreFailure(ledger, 'ALL_BRANCHES_FAILED', message), retryable, errors };
  ledger.agenda.push({ kind: 'fail', token, failure });
}

/** Enough branches have arrived: merges what they wrote to the shared store, and gives their results. */
function finishJoin(ledger: Ledger, token: Token, frame: Frame): void {
  if (token.op !== 0) stopOperation(ledger, token);
  if (!frame.layers || isIsolatedEach(frame)) {
    closeJoin(ledger, frame, new Map());
    return;
  }
  const conflicts = conflictsOf(frame);
  const fatal = conflicts.find(({ mergeable }) => !mergeable);
  if (fatal) {
    const branches = fatal.branches.map((branch) => frame.scope.children[branch]?.key || String(branch));
    const names = branches.map((name) => `"${name}"`).join(' and ');
    const message = `the branches ${names} of "${token.place.node}" both wrote the key "${fatal.key}" of the shared store; give the key a merge function or write different keys`;
    const failure = coreFailure(ledger, 'STORE_CONFLICT', message, { key: fatal.key, branches });
    ledger.agenda.push({ kind: 'fail', token, failure });
  } else if (conflicts.length > 0) dispatch(ledger, token, 'merge', 1);
  else closeJoin(ledger, frame, new Map());
}

/** The merge functions have given one value for each key that several branches wrote. */
export function closeJoin(ledger: Ledger, frame: Frame, merged: ReadonlyMap<string, unknown>): void {
  mergeLayers(ledger, frame, merged);
  closeFrame(ledger, frame, 'next', resultsOf(frame));
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
