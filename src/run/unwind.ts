import { dispatch } from './dispatch';
import { endRun } from './end';
import { leaveFrame } from './leave-frame';
import type { Ledger } from './ledger';
import { framePath } from './path';
import { runExtra } from './run-state';
import type { Frame } from './token';
import { extraOf, Token } from './token';
import type { Compensation, Ending, Unwinding } from './unwinding';

/** Keeps a committed visit that can be undone. */
export function keepCompensation(ledger: Ledger, compensation: Omit<Compensation, 'no'>): void {
  const { state } = ledger;
  const kept: Compensation = { no: state.nextNo, ...compensation };
  state.nextNo += 1;
  runExtra(state).compensations.set(kept.no, kept);
  ledger.changes?.push({ type: 'compensation.put', compensation: kept });
}

/** Undoes what was committed below an activation, newest first and one at a time, and goes on afterwards. */
export function unwind(ledger: Ledger, token: Token, frame: Frame, then: Unwinding['then']): void {
  extraOf(token).unwinding = { scope: framePath(frame), current: 0, then };
  unwindNext(ledger, token);
}

/** Undoes what the whole run has committed, with a token of its own, and ends the run afterwards. */
export function unwindRun(ledger: Ledger, ending: Ending): void {
  const { state } = ledger;
  if (!state.extra || state.extra.compensations.size === 0) {
    endRun(ledger, ending);
    return;
  }
  state.ending = ending;
  const { root } = state;
  const token = new Token(state.nextToken, root, 0, root.scope, 1, undefined);
  state.nextToken += 1;
  root.put(token);
  ledger.add(token);
  unwind(ledger, token, root, { kind: 'end', ending });
}

/** Starts the next compensation or, where none is left, what comes afterwards. */
export function unwindNext(ledger: Ledger, token: Token): void {
  const unwinding = token.extra?.unwinding;
  if (!unwinding) return;
  const next = newestBelow(ledger, unwinding.scope);
  if (next) {
    extraOf(token).unwinding = { ...unwinding, current: next.no };
    ledger.tellAt('compensation.started', next.path, nodeOf(ledger, next), {});
    dispatch(ledger, token, 'compensate', 1);
    return;
  }
  token.extra = undefined;
  const { then } = unwinding;
  if (then.kind === 'leave') leaveFrame(ledger, token, token.frame, then.action, then.value);
  else {
    ledger.remove(token);
    endRun(ledger, then.ending);
  }
}

/** The compensation that is being carried out has ended, well or with a failure that is kept beside the run's ending. */
export function compensated(
  ledger: Ledger,
  token: Token,
  failure: Extract<Ending, { readonly status: 'failed' }>['failure'] | undefined,
): void {
  const { state } = ledger;
  const current = state.extra?.compensations.get(token.extra?.unwinding?.current ?? 0);
  if (!current) return;
  runExtra(state).compensations.delete(current.no);
  ledger.changes?.push({ type: 'compensation.delete', no: current.no });
  if (failure) {
    runExtra(state).unwindingFailures.push(failure);
    ledger.tellAt('compensation.failed', current.path, nodeOf(ledger, current), { failure });
  } else ledger.tellAt('compensation.completed', current.path, nodeOf(ledger, current), {});
  unwindNext(ledger, token);
}

function newestBelow(ledger: Ledger, scope: string): Compensation | undefined {
  const below = [...(ledger.state.extra?.compensations.values() ?? [])].filter(
    ({ path }) => scope === '' || path.startsWith(`${scope}/`),
  );
  return below.reduce<Compensation | undefined>(
    (newest, one) => (newest && newest.no > one.no ? newest : one),
    undefined,
  );
}

function nodeOf(ledger: Ledger, { place }: Compensation): string {
  return ledger.graph.places.get(place)?.node ?? place;
}
