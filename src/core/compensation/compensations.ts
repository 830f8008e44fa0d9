import type { Place } from '../../flow';
import { runDetails } from '../state/run-state';
import type { Frame, Token } from '../state/token';
import type { Compensation, Scope } from '../state/unwinding';
import type { TransitionContext } from '../transition-context';

// Compensations are kept in the order of their numbers. The newest are undone first, so searches begin at the end.

/** Keeps a committed visit that can be undone. */
export function keepCompensation(context: TransitionContext, compensation: Omit<Compensation, 'no'>): void {
  const { state } = context;
  const kept: Compensation = { no: state.nextNo, ...compensation };
  state.nextNo += 1;
  runDetails(state).compensations.push(kept);
  context.changes?.push({ type: 'compensation.put', compensation: kept });
}

/** Returns the newest compensation left in a part of the run. */
export function newestIn(context: TransitionContext, { scope, except = [] }: Scope): Compensation | undefined {
  if (scope === undefined) return undefined;
  return context.state.details?.compensations.findLast(
    ({ path }) => (scope === '' || path.startsWith(`${scope}/`)) && !except.some((kept) => path.startsWith(kept)),
  );
}

/** Whether the token performs a compensation: in an operation, between two attempts, or held back by a pause. */
export function isCompensating({ details }: Token): boolean {
  return details?.unwinding !== undefined && details.unwinding.current !== 0;
}

/** Whether a token inside an activation performs a compensation. */
export function isCompensatingInside({ inner, join }: Frame): boolean {
  const within = (token: Token | undefined): boolean =>
    token !== undefined && (isCompensating(token) || (token.inner !== undefined && isCompensatingInside(token.inner)));
  return within(inner) || (join?.tokens.some(within) ?? false);
}

/** Returns the compensation that a token performs. */
export function currentCompensation(
  { state }: Pick<TransitionContext, 'state'>,
  token: Token,
): Compensation | undefined {
  const no = token.details?.unwinding?.current;
  return no === undefined ? undefined : state.details?.compensations.findLast((one) => one.no === no);
}

/** Returns the place whose visit a token undoes. */
export function placeBeingUndone(at: Pick<TransitionContext, 'graph' | 'state'>, token: Token): Place | undefined {
  const undone = currentCompensation(at, token);
  return undone && at.graph.places.get(undone.place);
}

export function dropCompensation(context: TransitionContext, { no }: Compensation): void {
  const { compensations } = runDetails(context.state);
  const index = compensations.findLastIndex((one) => one.no === no);
  if (index < 0) return;
  compensations.splice(index, 1);
  context.changes?.push({ type: 'compensation.delete', no });
}
