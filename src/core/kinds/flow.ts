import { unwind } from '../compensation/unwind';
import { endRun } from '../outcomes/end-run';
import { edgeOf, notWired } from '../routing/edges';
import { leaveFrame } from '../routing/leave-frame';
import { framePath } from '../state/path';
import type { Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { openFlow } from './called-flow';
import type { KindRules, Leaving, Route } from './kind';

export const FLOW: KindRules<'flow'> = {
  open: openFlow,
  sequence: { leave: leaveByExit, route: routeByEdge },
};

/** Leaves the flow by the exit on which the token stands. */
function leaveByExit(context: TransitionContext, { token, frame, value }: Leaving): void {
  const { definition, key } = token.place;
  const action = frame.scope.exits === 1 ? 'next' : key;
  const compensate = definition.kind === 'exit' && definition.compensate;
  if (!frame.token) {
    const ending = { status: 'completed', action: key, value, exits: frame.scope.exits } as const;
    if (compensate) unwind(context, token, { scope: '' }, { kind: 'end', ending });
    else endRun(context, ending);
    return;
  }
  if (compensate) unwind(context, token, { scope: framePath(frame) }, { kind: 'leave', action, value });
  else leaveFrame(context, token, frame, action, value);
}

/** Returns the target of an action of a node of a flow. */
export function routeByEdge(context: TransitionContext, { place }: Token, action: string): Route {
  return edgeOf(place, action) ? 'inside' : notWired(context, place, action);
}
