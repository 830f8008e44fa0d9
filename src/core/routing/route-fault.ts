import type { FailureRecord } from '../../errors';
import { routeByEdge } from '../kinds/flow';
import type { Route } from '../kinds/kind';
import { kindOf } from '../kinds/kinds';
import type { Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/**
 * Returns the failure of an action by which a token is about to leave, before its visit is committed; `undefined` for a
 * valid action, which leads along an edge, or out of activations up to one that accepts it.
 */
export function routeFault(context: TransitionContext, token: Token, action: string): FailureRecord | undefined {
  for (let at: Token | undefined = token; at; at = at.frame.token) {
    const route = routeFrom(context, at, action);
    if (route === 'inside') return undefined;
    if (route !== 'outside') return route;
  }
  return undefined;
}

function routeFrom(context: TransitionContext, at: Token, action: string): Route {
  const { scope } = at.frame;
  // Most steps stand in a flow, so its rules are not looked up by kind.
  if (scope.kind === 'flow') return routeByEdge(context, at, action);
  // A join accepts every action.
  return kindOf(scope).sequence?.route(context, at, action) ?? 'inside';
}
