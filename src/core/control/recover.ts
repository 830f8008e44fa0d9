import { coreFailure } from '../core-failure';
import { giveUp } from '../outcomes/operation-outcomes';
import type { HappeningOf } from '../protocol/input';
import { dispatch } from '../routing/dispatch';
import { hasEnded } from '../state/run-info';
import { extraOf, type Token } from '../state/token';
import type { Ledger } from '../transition-context';
import { takeBack } from '../waiting/permits';
import { rearm, recreateTasks } from './reissue-effects';
import { settleOperation } from './release';

/** The state is a copy: its events start again, and so does what was in flight. */
export function forkRun(ledger: Ledger, { from, seq }: HappeningOf<'run.fork'>): void {
  const { state } = ledger;
  state.seq = 0;
  state.startedAt = ledger.at;
  ledger.tell('run.forked', { from, seq });
  ledger.touchFrame(state.root);
  if (hasEnded(state.status)) return;
  takeBack(ledger);
  for (const token of inFlight(ledger)) restart(ledger, token);
  rearm(ledger);
  recreateTasks(ledger);
}

/** Goes on after the owner has gone. An operation in flight is executed again, but not for ever. */
export function recoverRun(ledger: Ledger, { limit, died = true }: HappeningOf<'run.recover'>): void {
  const tokens = inFlight(ledger);
  ledger.tell('run.recovered', { operations: tokens.length });
  rearm(ledger);
  for (const token of tokens) {
    // An earlier token's failure may have taken this one out of the run.
    if (token.op === 0) continue;
    const recovery = (token.extra?.recovery ?? 0) + (died ? 1 : 0);
    if (died) extraOf(token).recovery = recovery;
    if (recovery <= limit) {
      restart(ledger, token);
      continue;
    }
    settleOperation(ledger, token);
    const message = `the process died ${recovery} times while "${token.place.node}" was executing; at most ${limit} recoveries are made`;
    giveUp(ledger, token, coreFailure(ledger, 'STEP_CRASHED', message));
  }
}

function inFlight(ledger: Ledger): readonly Token[] {
  return ledger.state.tokens.all().filter(({ op }) => op !== 0);
}

function restart(ledger: Ledger, token: Token): void {
  settleOperation(ledger, token);
  dispatch(ledger, token, token.phase, token.attempt);
}
