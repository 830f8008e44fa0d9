import { kindOf } from '../kinds/kinds';
import type { Arrival, Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/** Removes a branch or an item from its join, records its outcome, and ends the join if that decides it. */
export function arrive(context: TransitionContext, branch: Token, ended: Arrival): void {
  const { frame, item } = branch;
  const { join, scope, token } = frame;
  const rules = kindOf(scope).join;
  context.remove(branch);
  if (!join || !token || !rules) return;
  const { definition } = scope;
  const arrival = rules.keepsItem(frame, definition) ? { ...ended, item: branch.input } : ended;
  join.arrivals[item] = arrival;
  join.arrived += 1;
  if (!arrival.ok) join.failed += 1;
  context.changes?.push({ type: 'arrival.put', frame: frame.id, item, arrival });
  rules.arrived(context, { token, frame, join, arrival }, definition);
}

/** Ends the decided join on which a token stands. */
export function finishJoin(context: TransitionContext, token: Token): void {
  const { inner } = token;
  if (inner) kindOf(inner.scope).join?.finish(context, token, inner, inner.scope.definition);
}

/** Ends the join on which a token stands with the merged values, one for each key in conflict. */
export function closeJoin(context: TransitionContext, token: Token, merged: ReadonlyMap<string, unknown>): void {
  const { inner } = token;
  if (inner) kindOf(inner.scope).join?.close(context, inner, merged, inner.scope.definition);
}
