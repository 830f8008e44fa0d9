import type { Place } from '../../flow';
import { runExtra } from '../state/run-state';
import type { Token } from '../state/token';
import type { Compensation, Scope } from '../state/unwinding';
import type { Ledger } from '../transition-context';

// Kept in the order of their numbers. The newest are undone first, so whatever is looked for is near the end.

/** Keeps a committed visit that can be undone. */
export function keepCompensation(ledger: Ledger, compensation: Omit<Compensation, 'no'>): void {
  const { state } = ledger;
  const kept: Compensation = { no: state.nextNo, ...compensation };
  state.nextNo += 1;
  runExtra(state).compensations.push(kept);
  ledger.changes?.push({ type: 'compensation.put', compensation: kept });
}

/** What is left to undo in a part of the run; the newest of it. */
export function newestIn(ledger: Ledger, { scope, except = [] }: Scope): Compensation | undefined {
  return ledger.state.extra?.compensations.findLast(
    ({ path }) => (scope === '' || path.startsWith(`${scope}/`)) && !except.some((kept) => path.startsWith(kept)),
  );
}

/** What a token is undoing. */
export function undoneBy(ledger: Ledger, token: Token): Compensation | undefined {
  const no = token.extra?.unwinding?.current;
  return no === undefined ? undefined : ledger.state.extra?.compensations.findLast((one) => one.no === no);
}

/** The place whose visit a token is undoing. */
export function undonePlace(ledger: Ledger, token: Token): Place | undefined {
  const undone = undoneBy(ledger, token);
  return undone && ledger.graph.places.get(undone.place);
}

export function dropCompensation(ledger: Ledger, { no }: Compensation): void {
  const { compensations } = runExtra(ledger.state);
  const index = compensations.findLastIndex((one) => one.no === no);
  if (index < 0) return;
  compensations.splice(index, 1);
  ledger.changes?.push({ type: 'compensation.delete', no });
}
