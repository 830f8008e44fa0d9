import { coreFailure } from '../core-failure';
import { endAttempts } from '../outcomes/operation-outcomes';
import type { CoreInputOf } from '../protocol/input';
import { dispatch } from '../routing/dispatch';
import { countLosses } from '../state/losses';
import { hasEnded } from '../state/run-info';
import type { Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { reclaimPermits } from '../waiting/permits';
import { recreateTasks, reissueTimersAndPermits } from './reissue-effects';
import { settleOperation } from './release';

/** Turns the state into that of a copied run: its events start again, and so do operations in flight. */
export function forkRun(context: TransitionContext, { from, seq }: CoreInputOf<'run.fork'>): void {
  const { state } = context;
  state.seq = 0;
  state.startedAt = context.at;
  context.emitRunEvent('run.forked', { from, seq });
  context.touchFrame(state.root);
  if (hasEnded(state.status)) return;
  reclaimPermits(context);
  for (const token of inFlight(context)) restart(context, token);
  reissueTimersAndPermits(context);
  recreateTasks(context);
}

/** Continues a run whose owner is gone. An operation in flight is executed again, up to a limit. */
export function recoverRun(context: TransitionContext, { limit, loss, returned }: CoreInputOf<'run.recover'>): void {
  const tokens = inFlight(context);
  context.emitRunEvent('run.recovered', { operations: tokens.length });
  reissueTimersAndPermits(context);
  for (const token of tokens) {
    // The failure of an earlier token may have removed this one.
    if (token.op === 0) continue;
    const recovery = countLosses(token, loss, returned);
    // The run fails with the failure of an earlier token: a handler around this one comes too late.
    if (context.unhandled) continue;
    if (recovery <= limit) {
      restart(context, token);
      continue;
    }
    settleOperation(context, token);
    const message = `the process died ${recovery} times while "${token.place.node}" was executing; at most ${limit} recoveries are made`;
    endAttempts(context, token, coreFailure(context, 'STEP_CRASHED', message));
  }
}

function inFlight(context: TransitionContext): readonly Token[] {
  return context.state.tokens.all().filter(({ op }) => op !== 0);
}

function restart(context: TransitionContext, token: Token): void {
  settleOperation(context, token);
  dispatch(context, token, token.phase, token.attempt);
}
