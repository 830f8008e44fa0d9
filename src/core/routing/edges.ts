import type { FailureRecord } from '../../errors';
import type { Edge, Place } from '../../flow';
import { coreFailure } from '../core-failure';
import type { TransitionContext } from '../transition-context';

/** The edge of an action, where it is wired. `error` belongs to failures and is no way that a step can choose. */
export function edgeOf(place: Place, action: string): Edge | undefined {
  if (action === 'next') return place.next;
  return action === 'error' ? undefined : place.edges.get(action);
}

export function notWired(context: TransitionContext, place: Place, action: string): FailureRecord {
  const known = [...place.edges.keys()].filter((key) => key !== 'error').join(', ');
  const message = `node "${place.node}" took the action "${action}", which is not wired; it has ${known}`;
  return coreFailure(context, 'UNDECLARED_ACTION', message);
}
