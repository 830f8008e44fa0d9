import type { FailureRecord } from '../../errors';
import type { Edge, Place } from '../../flow';
import { coreFailure } from '../core-failure';
import type { TransitionContext } from '../transition-context';

/** Returns the edge of an action, if it is wired. `error` belongs to failures: no step can choose it. */
export function edgeOf(place: Place, action: string): Edge | undefined {
  if (action === 'next') return place.next;
  return action === 'error' ? undefined : place.edges.get(action);
}

export function notWired(context: TransitionContext, place: Place, action: string): FailureRecord {
  const known = [...place.edges.keys()].filter((key) => key !== 'error').join(', ');
  const message = `node "${place.node}" took the action "${action}", which is not wired; it has ${known}`;
  return coreFailure(context, 'UNDECLARED_ACTION', message);
}
