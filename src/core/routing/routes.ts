import type { FailureRecord } from '../../errors';
import type { Edge, Place } from '../../flow';
import { coreFailure } from '../core-failure';
import type { Frame, Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/** The edge of an action, where it is wired. `error` belongs to failures and is no way that a step can choose. */
export function edgeOf(place: Place, action: string): Edge | undefined {
  if (action === 'next') return place.next;
  return action === 'error' ? undefined : place.edges.get(action);
}

/**
 * What is wrong with the action by which a token is about to leave, found before its visit is committed: the action has to
 * lead along an edge, or out of activations up to one that takes it.
 */
export function routeFault(context: TransitionContext, token: Token, action: string): FailureRecord | undefined {
  for (let at: Token | undefined = token; at; at = at.frame.token) {
    const { frame, place } = at;
    switch (frame.scope.kind) {
      case 'flow':
        return edgeOf(place, action) ? undefined : notWired(context, place, action);
      case 'within':
        break;
      case 'repeat':
        if (action === 'again') return undefined;
        break;
      case 'pipe':
        if (frame.next + 1 < frame.place.children.length)
          return action === 'next' ? undefined : notStraight(context, frame, action);
        break;
      default:
        return undefined;
    }
  }
  return undefined;
}

export function notWired(context: TransitionContext, place: Place, action: string): FailureRecord {
  const known = [...place.edges.keys()].filter((key) => key !== 'error').join(', ');
  const message = `node "${place.node}" took the action "${action}", which is not wired; it has ${known}`;
  return coreFailure(context, 'UNDECLARED_ACTION', message);
}

export function notStraight(context: TransitionContext, { next, place }: Frame, action: string): FailureRecord {
  const message = `part ${next + 1} of the pipe "${place.node}" took the action "${action}"; only the last part may branch`;
  return coreFailure(context, 'UNDECLARED_ACTION', message);
}
