import { stopOperation } from '../control/release';
import { coreFailure } from '../core-failure';
import { dispatch } from '../routing/dispatch';
import type { Frame, Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { conflictsOf } from './shared-store';

/** The merged values where no key was written by several branches. */
export const NOTHING_MERGED: ReadonlyMap<string, unknown> = new Map();

/** Stops the verdict of a join in flight, which is no longer needed. */
export function stopVerdict(context: TransitionContext, token: Token): void {
  if (token.op !== 0) stopOperation(context, token);
}

/**
 * Whether a join to which all branches contribute can be closed at once. Where several of them wrote a key to the shared
 * store, the merge functions are started first or, if one is missing, the join fails.
 */
export function canClose(context: TransitionContext, token: Token, frame: Frame): boolean {
  const conflicts = frame.layers ? conflictsOf(context.state, frame) : [];
  if (conflicts.length === 0) return true;
  const fatal = conflicts.find(({ mergeable }) => !mergeable);
  if (!fatal) {
    dispatch(context, token, 'merge', 1);
    return false;
  }
  const branches = fatal.branches.map((branch) => frame.scope.children[branch]?.key || String(branch));
  const names = branches.map((name) => `"${name}"`).join(' and ');
  const message = `the branches ${names} of "${token.place.node}" both wrote the key "${fatal.key}" of the shared store; give the key a merge function or write different keys`;
  const failure = coreFailure(context, 'STORE_CONFLICT', message, { key: fatal.key, branches });
  context.agenda.push({ kind: 'fail', token, failure });
  return false;
}
