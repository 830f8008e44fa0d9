import type { Place } from '../../flow';
import type { Frame } from '../state/token';
import type { TransitionContext } from '../transition-context';

/** Counts a visit of a node in a flow's activation, and returns its number. */
export function countVisit(context: TransitionContext, frame: Frame, node: Place): number {
  frame.visits ??= frame.scope.unvisited.slice();
  const count = (frame.visits[node.index] ?? 0) + 1;
  frame.visits[node.index] = count;
  context.changes?.push({ type: 'visit.put', frame: frame.id, node: node.index, count });
  return count;
}
