import { MillraceError, toFailure } from '../errors';
import { begin } from './enter';
import { fail } from './fail';
import { failRun } from './fail-run';
import { leave } from './leave';
import type { Ledger } from './ledger';
import { retryNow } from './operations';
import { quiet } from './release';
import { dropTimer } from './timers';

/** A timer has fired. One that was taken back in the meantime finds nothing. */
export function fireTimer(ledger: Ledger, id: number): void {
  const { state } = ledger;
  const timer = state.extra?.timers.get(id);
  if (!timer) return;
  const token = state.tokens.get(timer.token);
  dropTimer(ledger, timer, token);
  if (timer.purpose === 'end') {
    failRun(ledger, undefined, deadlineFailure('the run', timer.at - state.startedAt));
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
      leave(ledger, token, 'next', undefined);
      return;
    case 'within':
      quiet(ledger, token);
      leave(ledger, token, 'overdue', token.input);
      return;
    case 'deadline':
      fail(ledger, token, deadlineFailure(`node "${token.place.node}" with all its attempts`, token.place.deadlineMs));
  }
}

function deadlineFailure(what: string, ms: number): ReturnType<typeof toFailure> {
  return {
    ...toFailure(new MillraceError('DEADLINE_EXCEEDED', `${what} took longer than the deadline of ${ms} ms`)),
    retryable: false,
  };
}
