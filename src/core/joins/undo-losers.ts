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
 * compensations are running, also those that a branch had begun itself; the join ends after them.
 */
export function undoLosers(context: TransitionContext, token: Token, frame: Frame): boolean {
  const compensates = releaseChildren(context, frame);
  const losers = losersToUndo(frame);
  if (!compensates && !newestIn(context, losers)) return false;
  // Compensations have their own limits; the node's work is done.
  clearTimers(context, token);
  unwind(context, token, losers, { kind: 'decided' });
  return true;
}

function losersToUndo(frame: Frame): Scope {
  const { definition } = frame.scope;
  if (!('losers' in definition) || definition.losers !== 'compensate') return {};
  return { scope: framePath(frame), except: pathsOfArrived(frame) };
}

/** Returns the path prefixes of the branches that arrived, for any visit. */
function pathsOfArrived(frame: Frame): readonly string[] {
  const { join, scope } = frame;
  const outer = framePath(frame);
  return scope.children.filter(({ index }) => join?.arrivals[index]?.ok).map(({ key }) => `${outer}/${key}#`);
}
