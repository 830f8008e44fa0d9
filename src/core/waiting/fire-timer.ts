import type { FailureRecord } from '../../errors';
import { quiet } from '../control/release';
import { coreFailure } from '../core-failure';
import { fail } from '../outcomes/fail';
import { failRun } from '../outcomes/fail-run';
import { retryNow } from '../outcomes/operation-outcomes';
import { begin } from '../routing/enter';
import { leave } from '../routing/leave';
import type { Ledger } from '../transition-context';
import { fireTaskTimer } from './tasks';
import { dropTimer } from './timers';

/** A timer has fired. One that was taken back in the meantime finds nothing. */
export function fireTimer(ledger: Ledger, id: number): void {
  const { state } = ledger;
  const timer = state.extra?.timers.get(id);
  if (!timer) return;
  const token = state.tokens.get(timer.token);
  dropTimer(ledger, timer, token);
  if (timer.purpose === 'end') {
    if (!state.ending) failRun(ledger, undefined, deadlineFailure(ledger, 'the run', timer.at - state.startedAt));
    return;
  }
  if (!token) return;
  ledger.tellOf('timer.fired', token, { purpose: timer.purpose });
  switch (timer.purpose) {
    case 'delay':
      begin(ledger, token);
      return;
    case 'backoff':
      retryNow(ledger, token);
      return;
    case 'sleep':
      ledger.tellOf('step.completed', token, { action: 'next', value: undefined }, 1);
      leave(ledger, token, 'next', undefined);
      return;
    case 'within':
      ledger.closing = 'overdue';
      quiet(ledger, token);
      ledger.closing = undefined;
      leave(ledger, token, 'overdue', token.input);
      return;
    case 'reminder':
    case 'escalation':
      fireTaskTimer(ledger, token, timer.purpose);
      return;
    case 'deadline':
      ledger.closing = 'deadline';
      fail(
        ledger,
        token,
        deadlineFailure(ledger, `node "${token.place.node}" with all its attempts`, token.place.deadlineMs),
      );
      ledger.closing = undefined;
  }
}

function deadlineFailure(ledger: Ledger, what: string, ms: number): FailureRecord {
  return coreFailure(ledger, 'DEADLINE_EXCEEDED', `${what} took longer than the deadline of ${ms} ms`);
}
