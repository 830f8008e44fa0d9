import type { Place } from '../flow';
import { dropCompensation, newestBelow, undoneBy } from './compensations';
import { dispatch } from './dispatch';
import { endRun } from './end';
import { leaveFrame } from './leave-frame';
import type { Ledger } from './ledger';
import { framePath } from './path';
import { runExtra } from './run-state';
import type { Frame } from './token';
import { extraOf, Token } from './token';
import type { Compensation, Ending, Unwinding } from './unwinding';

/** Undoes what was committed below an activation, newest first and one at a time, and goes on afterwards. */
export function unwind(ledger: Ledger, token: Token, frame: Frame, then: Unwinding['then']): void {
  if (then.kind === 'end') ledger.state.ending = then.ending;
  extraOf(token).unwinding = { scope: framePath(frame), current: 0, then };
  unwindNext(ledger, token);
}

/** Undoes what the whole run has committed, with a token of its own, and ends the run afterwards. */
export function unwindRun(ledger: Ledger, ending: Ending): void {
  const { state } = ledger;
  if (!state.extra || state.extra.compensations.length === 0) {
    endRun(ledger, ending);
    return;
  }
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
    ledger.tellAt('compensation.started', next.path, placeOf(ledger, next), {});
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
  const current = undoneBy(ledger, token);
  if (!current) return;
  dropCompensation(ledger, current);
  if (failure) {
    runExtra(state).unwindingFailures.push(failure);
    ledger.tellAt('compensation.failed', current.path, placeOf(ledger, current), { failure });
  } else ledger.tellAt('compensation.completed', current.path, placeOf(ledger, current), {});
  unwindNext(ledger, token);
}

function placeOf({ graph }: Ledger, { place }: Compensation): Place {
  return graph.places.get(place) ?? graph.root;
}
