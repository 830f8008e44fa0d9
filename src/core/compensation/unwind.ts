import type { Place } from '../../flow';
import { releaseChildren, settleOperation } from '../control/release';
import { endRun } from '../outcomes/end-run';
import { dispatch } from '../routing/dispatch';
import { leaveFrame } from '../routing/leave-frame';
import { runExtra } from '../state/run-state';
import { extraOf, type Frame, Token } from '../state/token';
import type { Compensation, Ending, Scope, Unwinding } from '../state/unwinding';
import type { Ledger } from '../transition-context';
import { clearTimers } from '../waiting/timers';
import { dropCompensation, newestIn, undoneBy } from './compensations';

/** Undoes what was committed in a part of the run, newest first and one at a time, and goes on afterwards. */
export function unwind(ledger: Ledger, token: Token, part: Scope, then: Unwinding['then']): void {
  if (then.kind === 'end') ledger.state.ending = then.ending;
  extraOf(token).unwinding = { ...part, current: 0, then };
  unwindNext(ledger, token);
}

/** Undoes what the whole run has committed, and ends the run afterwards. Nothing else goes on in it. */
export function unwindRun(ledger: Ledger, ending: Ending): void {
  const { state } = ledger;
  const undoing = state.tokens.all().find(({ extra }) => extra?.unwinding);
  if (undoing) {
    widen(ledger, undoing, ending);
    return;
  }
  state.ending = ending;
  releaseChildren(ledger, state.root);
  if (!state.extra || state.extra.compensations.length === 0) {
    endRun(ledger, ending);
    return;
  }
  const { root } = state;
  const token = new Token(state.nextToken, root, 0, root.scope, 1, undefined);
  state.nextToken += 1;
  root.put(token);
  ledger.add(token);
  unwind(ledger, token, { scope: '' }, { kind: 'end', ending });
}

/** Makes the undoing of a part that of the whole run. What is being undone at the moment is not begun again beside itself. */
function widen(ledger: Ledger, token: Token, ending: Ending): void {
  const current = token.extra?.unwinding?.current ?? 0;
  ledger.state.ending = ending;
  extraOf(token).unwinding = { scope: '', current, then: { kind: 'end', ending } };
  ledger.touch(token);
  if (token.inner) closeInner(ledger, token, token.inner);
  for (let inner = token; inner.frame.token; inner = inner.frame.token) {
    releaseChildren(ledger, inner.frame, inner);
    clearTimers(ledger, inner.frame.token);
  }
}

/** The join that a token stands on will not be ended any more; what the token undoes goes on. */
function closeInner(ledger: Ledger, token: Token, frame: Frame): void {
  const { status, op } = token;
  releaseChildren(ledger, frame);
  if (op !== 0) settleOperation(ledger, token);
  ledger.dropFrame(token);
  token.op = op;
  ledger.setStatus(token, op === 0 ? status : 'executing');
}

/** Starts the next compensation or, where none is left, what comes afterwards. */
export function unwindNext(ledger: Ledger, token: Token): void {
  const unwinding = token.extra?.unwinding;
  if (!unwinding) return;
  const next = newestIn(ledger, unwinding);
  if (next) {
    extraOf(token).unwinding = { ...unwinding, current: next.no };
    ledger.tellAt('compensation.started', next.path, placeOf(ledger, next), {});
    dispatch(ledger, token, 'compensate', 1);
    return;
  }
  extraOf(token).unwinding = undefined;
  ledger.touch(token);
  const { then } = unwinding;
  switch (then.kind) {
    case 'leave':
      leaveFrame(ledger, token, token.frame, then.action, then.value);
      return;
    case 'caught':
      ledger.agenda.push({ kind: 'caught', token, caught: then.caught });
      return;
    case 'decided':
      ledger.agenda.push({ kind: 'decided', token });
      return;
    case 'end':
      ledger.remove(token);
      releaseChildren(ledger, ledger.state.root);
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
