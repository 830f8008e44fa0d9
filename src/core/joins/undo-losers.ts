import { newestIn } from '../compensation/compensations';
import { unwind } from '../compensation/unwind';
import { releaseChildren } from '../control/release';
import { framePath } from '../state/path';
import type { Frame, Token } from '../state/token';
import type { Scope } from '../state/unwinding';
import type { TransitionContext } from '../transition-context';
import { clearTimers } from '../waiting/timers';

/**
 * Releases the other branches of a decided join and, if the join asks for it, begins to undo them. Returns whether
 * compensations are running; the join ends after them.
 */
export function undoLosers(context: TransitionContext, token: Token, frame: Frame): boolean {
  releaseChildren(context, frame);
  const { definition } = frame.scope;
  if (!('losers' in definition) || definition.losers !== 'compensate') return false;
  const losers: Scope = { scope: framePath(frame), except: pathsOfArrived(frame) };
  if (!newestIn(context, losers)) return false;
  // Compensations have their own limits; the node's work is done.
  clearTimers(context, token);
  unwind(context, token, losers, { kind: 'decided' });
  return true;
}

/** Returns the path prefixes of the branches that arrived, for any visit. */
function pathsOfArrived(frame: Frame): readonly string[] {
  const { join, scope } = frame;
  const outer = framePath(frame);
  return scope.children.filter(({ index }) => join?.arrivals[index]?.ok).map(({ key }) => `${outer}/${key}#`);
}
