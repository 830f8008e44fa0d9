import type { FailureRecord } from '../../errors';
import { type RetryPolicy, retryDelayMs, type TaskTerms } from '../../step';
import { keepCompensation, undonePlace } from '../compensation/compensations';
import { compensated } from '../compensation/unwind';
import { settleOperation } from '../control/release';
import { closeJoin, decideUntil, takeItem } from '../joins/arrive';
import type { Pulled } from '../joins/items';
import { applyWrites } from '../joins/shared-store';
import type { OperationCompleted, OperationFailed } from '../protocol/input';
import { dispatch } from '../routing/dispatch';
import { open, openAccepted, sleepFor } from '../routing/enter';
import { leave } from '../routing/leave';
import { refusal } from '../routing/routes';
import { pathOf } from '../state/path';
import { isRetried } from '../state/phase';
import { extraOf, type Token } from '../state/token';
import type { Ledger } from '../transition-context';
import { requestSlot } from '../waiting/permits';
import { openTask } from '../waiting/tasks';
import { setTimer } from '../waiting/timers';
import { fail } from './fail';

/** The token whose operation this is; `undefined` for an outcome that comes too late, which is dropped. */
function tokenOf(ledger: Ledger, happening: OperationCompleted | OperationFailed): Token | undefined {
  const token = ledger.state.tokens.get(happening.token);
  if (token?.op !== happening.op || happening.op === 0) return undefined;
  settleOperation(ledger, token);
  if (token.extra?.recovery) token.extra.recovery = undefined;
  return token;
}

export function completeOperation(ledger: Ledger, happening: OperationCompleted): void {
  const token = tokenOf(ledger, happening);
  if (!token) return;
  const { value } = happening;
  const refused = commits(token) ? refusal(ledger, token, happening.action) : undefined;
  if (refused) {
    fail(ledger, token, refused);
    return;
  }
  if (happening.writes) applyWrites(ledger, token, happening.writes);
  switch (token.phase) {
    case 'execute':
    case 'fallback':
      if (token.place.leaf === 'phased') {
        extraOf(token).result = value;
        dispatch(ledger, token, 'finish', 1);
      } else commit(ledger, token, happening);
      return;
    case 'finish':
    case 'complete':
      commit(ledger, token, happening);
      return;
    case 'map':
      token.input = value;
      extraOf(token).via = undefined;
      ledger.touch(token);
      if (token.place.kind === 'exit') ledger.agenda.push({ kind: 'leave', token, action: 'next', value });
      else open(ledger, token);
      return;
    case 'accept':
      token.input = value;
      openAccepted(ledger, token);
      return;
    case 'key':
      requestSlot(ledger, token, String(value));
      return;
    case 'length':
      sleepFor(ledger, token, Math.max(0, Number(value) - ledger.at));
      return;
    case 'prepare':
      extraOf(token).prepared = value;
      dispatch(ledger, token, 'execute', 1);
      return;
    case 'request':
      openTask(ledger, token, value as TaskTerms);
      return;
    case 'pull':
      takeItem(ledger, token, value as Pulled);
      return;
    case 'until':
      decideUntil(ledger, token, value === true);
      return;
    case 'merge':
      if (token.inner)
        closeJoin(ledger, token.inner, new Map(Object.entries(value as Readonly<Record<string, unknown>>)));
      return;
    case 'compensate':
      compensated(ledger, token, undefined);
  }
}

/** Whether the operation that has ended well is the last of its visit. */
function commits({ phase, place }: Token): boolean {
  if (phase === 'execute' || phase === 'fallback') return place.leaf !== 'phased';
  return phase === 'finish' || phase === 'complete';
}

/** A visit is done: from here on it is never executed again. */
function commit(ledger: Ledger, token: Token, { action, value, skipped }: OperationCompleted): void {
  if (!ledger.events) ledger.state.seq += 1;
  else if (skipped) ledger.tellOf('step.skipped', token, { action, value });
  else ledger.tellOf('step.completed', token, { action, value }, Math.max(token.attempt, 1));
  const { place } = token;
  if (place.compensates && !skipped)
    keepCompensation(ledger, { place: place.id, path: pathOf(token), input: token.input, action, value });
  leave(ledger, token, action, value);
}

export function failOperation(ledger: Ledger, happening: OperationFailed): void {
  const token = tokenOf(ledger, happening);
  if (!token) return;
  const { failure, retry = failure.retryable, delayMs } = happening;
  if (happening.turnedAway && token.phase === 'execute') {
    giveUp(ledger, token, failure, token.attempt - 1);
    return;
  }
  const policy = policyOf(ledger, token);
  if (retry && policy && isRetried(token.phase) && token.attempt < policy.maxAttempts) {
    retryLater(
      ledger,
      token,
      failure,
      delayMs ?? retryDelayMs(policy, token.attempt, ledger.roll, failure.retryAfterMs),
    );
  } else giveUp(ledger, token, failure);
}

/**
 * No further attempt is made.
 *
 * @param attempts how many were made
 */
export function giveUp(ledger: Ledger, token: Token, failure: FailureRecord, attempts = token.attempt): void {
  if (token.phase === 'compensate') compensated(ledger, token, failure);
  else if (token.phase === 'execute' && token.place.hasFallback) {
    extraOf(token).failure = failure;
    ledger.tellOf('fallback.started', token, { failure, attempts });
    dispatch(ledger, token, 'fallback', attempts);
  } else fail(ledger, token, failure, attempts);
}

function policyOf(ledger: Ledger, token: Token): RetryPolicy | undefined {
  const { definition } = undonePlace(ledger, token) ?? token.place;
  return definition.kind === 'step' || definition.kind === 'function' ? definition.retry : undefined;
}

function retryLater(ledger: Ledger, token: Token, failure: FailureRecord, delayMs: number): void {
  if (token.phase !== 'compensate') ledger.tellOf('step.retrying', token, { failure, delayMs }, token.attempt);
  if (delayMs === 0) retryNow(ledger, token);
  else {
    ledger.setStatus(token, 'backoff');
    setTimer(ledger, token, 'backoff', delayMs);
  }
}

/** Makes the next attempt. */
export function retryNow(ledger: Ledger, token: Token): void {
  dispatch(ledger, token, token.phase, token.attempt + 1);
}
