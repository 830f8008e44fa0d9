import type { FailureRecord } from '../../errors';
import { unwindRun } from '../compensation/unwind';
import { stopOperation, tellClosed } from '../control/release';
import { extraOf, type Token } from '../state/token';
import type { Ledger } from '../transition-context';
import { lendSlot } from '../waiting/permits';
import { endRun } from './end-run';

/**
 * Notes a failure that nothing handles; the run ends with the first of them.
 *
 * @param failed the token that the failure belongs to; `undefined` if it is the whole run's
 */
export function failRun(ledger: Ledger, failed: Token | undefined, failure: FailureRecord): void {
  if (failed) {
    if (failed.op !== 0) stopOperation(ledger, failed);
    extraOf(failed).failure = failure;
    ledger.setStatus(failed, 'failed');
  }
  ledger.fatal ??= { failure, path: failed && ledger.pathOf(failed) };
}

/**
 * Ends the run with the failure that was noted. What it committed is undone, or else its tokens are kept as they stand,
 * so that it can be tried again from where it failed.
 */
export function endFailed(ledger: Ledger): void {
  const { state, fatal } = ledger;
  ledger.fatal = undefined;
  // In the meantime another branch may have brought the run to its end.
  if (!fatal || state.ending) return;
  const ending = { status: 'failed', ...fatal } as const;
  if (state.info.compensateOnFailure && state.extra && state.extra.compensations.length > 0) {
    unwindRun(ledger, ending);
    return;
  }
  for (const token of state.tokens.all()) hold(ledger, token);
  endRun(ledger, ending);
}

/** Stops what the token has going on, and keeps it where it stands. */
function hold(ledger: Ledger, token: Token): void {
  if (token.op !== 0) {
    stopOperation(ledger, token);
    ledger.setStatus(token, 'ready');
  }
  if (token.extra?.slot) lendSlot(ledger, token);
  // It is open again if the run is tried again.
  if (token.extra?.task)
    tellClosed(ledger, token, token.extra.task, { type: 'cancelled', at: ledger.at, because: 'run-failed' });
}
