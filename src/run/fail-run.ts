import type { FailureRecord } from '../errors';
import { endRun } from './end';
import type { Ledger } from './ledger';
import { pathOf } from './path';
import { releaseChildren, stopOperation } from './release';
import { extraOf, type Token } from './token';
import { unwindRun } from './unwind';

/**
 * Ends the run with a failure that nothing has handled. What it committed is undone, or else its tokens are kept as they
 * stand, so that it can be tried again from where it failed.
 *
 * @param failed the token that the failure belongs to; `undefined` if it is the whole run's
 */
export function failRun(ledger: Ledger, failed: Token | undefined, failure: FailureRecord): void {
  const { state } = ledger;
  ledger.agenda.length = 0;
  const ending = { status: 'failed', failure } as const;
  if (state.info.compensateOnFailure && state.extra && state.extra.compensations.size > 0) {
    releaseChildren(ledger, state.root);
    unwindRun(ledger, ending);
    return;
  }
  for (const token of state.tokens.all()) hold(ledger, token);
  if (failed) {
    extraOf(failed).failure = failure;
    ledger.setStatus(failed, 'failed');
  }
  endRun(ledger, ending);
}

/** Stops what the token has going on, and keeps it where it stands. */
function hold(ledger: Ledger, token: Token): void {
  if (token.op !== 0) stopOperation(ledger, token);
  if (token.status === 'executing' || token.status === 'backoff') ledger.setStatus(token, 'ready');
  if (token.extra?.task) ledger.effects.push({ type: 'task.close', token: token.id, path: pathOf(token) });
}
