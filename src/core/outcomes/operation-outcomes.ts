import { type FailureRecord, withoutStacks } from '../../errors';
import { type RetryPolicy, retryDelayMs, type TaskTerms } from '../../step';
import { keepCompensation, placeBeingUndone } from '../compensation/compensations';
import { endCompensation } from '../compensation/unwind';
import { settleOperation } from '../control/release';
import { closeJoin } from '../joins/arrive';
import type { PulledItem } from '../joins/items';
import { applyWrites } from '../joins/shared-store';
import { takeItem } from '../kinds/bodies/each';
import { openAccepted } from '../kinds/called-flow';
import { decideUntil } from '../kinds/joins/all';
import { sleepFor } from '../kinds/leaves/sleep';
import type { OperationCompleted, OperationFailed } from '../protocol/input';
import { dispatch } from '../routing/dispatch';
import { open } from '../routing/enter';
import { leave } from '../routing/leave';
import { routeFault } from '../routing/route-fault';
import { forgetLosses } from '../state/losses';
import { pathOf } from '../state/path';
import { isRetried } from '../state/phase';
import { detailsOf, type Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { requestPermit } from '../waiting/permits';
import { openTask } from '../waiting/tasks';
import { setTimer } from '../waiting/timers';
import { fail } from './fail';

/** Returns the token whose operation this is; `undefined` for a late outcome, which is dropped. */
function tokenOf(context: TransitionContext, input: OperationCompleted | OperationFailed): Token | undefined {
  const token = context.state.tokens.get(input.token);
  if (token?.op !== input.op || input.op === 0) return undefined;
  settleOperation(context, token);
  if (token.details?.recovery) forgetLosses(token);
  return token;
}

export function completeOperation(context: TransitionContext, input: OperationCompleted): void {
  const token = tokenOf(context, input);
  if (!token) return;
  const { value } = input;
  const refused = commits(token) ? routeFault(context, token, input.action) : undefined;
  if (refused) {
    fail(context, token, refused);
    return;
  }
  if (input.writes) applyWrites(context, token, input.writes);
  switch (token.phase) {
    case 'execute':
    case 'fallback':
      if (token.place.leaf === 'phased') {
        detailsOf(token).result = value;
        dispatch(context, token, 'finish', 1);
      } else commit(context, token, input);
      return;
    case 'finish':
    case 'complete':
      commit(context, token, input);
      return;
    case 'map':
      token.input = value;
      detailsOf(token).via = undefined;
      context.touch(token);
      if (token.place.kind === 'exit') context.agenda.push({ kind: 'leave', token, action: 'next', value });
      else open(context, token);
      return;
    case 'accept':
      token.input = value;
      openAccepted(context, token);
      return;
    case 'key':
      requestPermit(context, token, String(value));
      return;
    case 'length':
      sleepFor(context, token, Math.max(0, Number(value) - context.at));
      return;
    case 'prepare':
      detailsOf(token).prepared = value;
      dispatch(context, token, 'execute', 1);
      return;
    case 'request':
      openTask(context, token, value as TaskTerms);
      return;
    case 'pull':
      takeItem(context, token, value as PulledItem);
      return;
    case 'until':
      decideUntil(context, token, value === true);
      return;
    case 'merge':
      closeJoin(context, token, new Map(Object.entries(value as Readonly<Record<string, unknown>>)));
      return;
    case 'compensate':
      endCompensation(context, token, undefined);
  }
}

/** Whether the success of the current operation commits the visit. */
function commits({ phase, place }: Token): boolean {
  if (phase === 'execute' || phase === 'fallback') return place.leaf !== 'phased';
  return phase === 'finish' || phase === 'complete';
}

/** Commits a visit: it is never executed again. */
function commit(context: TransitionContext, token: Token, { action, value, skipped }: OperationCompleted): void {
  if (!context.events) context.state.seq += 1;
  else if (skipped) context.emitNodeEvent('step.skipped', token, { action, value });
  else context.emitNodeEvent('step.completed', token, { action, value }, Math.max(token.attempt, 1));
  const { place } = token;
  if (place.compensates && !skipped)
    keepCompensation(context, { place: place.id, path: pathOf(token), input: token.input, action, value });
  leave(context, token, action, value);
}

export function failOperation(context: TransitionContext, input: OperationFailed): void {
  const token = tokenOf(context, input);
  if (!token) return;
  const { failure, retry = failure.retryable, delayMs } = input;
  if (input.rejected && token.phase === 'execute') {
    endAttempts(context, token, failure, token.attempt - 1);
    return;
  }
  const policy = policyOf(context, token);
  if (retry && policy && isRetried(token.phase) && token.attempt < policy.maxAttempts) {
    retryLater(
      context,
      token,
      failure,
      delayMs ?? retryDelayMs(policy, token.attempt, context.random, failure.retryAfterMs),
    );
  } else endAttempts(context, token, failure);
}

/**
 * Ends the attempts of an operation.
 *
 * @param attempts the number of attempts made
 */
export function endAttempts(
  context: TransitionContext,
  token: Token,
  failure: FailureRecord,
  attempts = token.attempt,
): void {
  if (token.phase === 'compensate') endCompensation(context, token, failure);
  else if (token.phase === 'execute' && token.place.hasFallback) {
    detailsOf(token).failure = withoutStacks(failure);
    context.emitNodeEvent('fallback.started', token, { failure, attempts });
    dispatch(context, token, 'fallback', attempts);
  } else fail(context, token, failure, attempts);
}

function policyOf(context: TransitionContext, token: Token): RetryPolicy | undefined {
  const { definition } = placeBeingUndone(context, token) ?? token.place;
  return definition.kind === 'step' || definition.kind === 'function' ? definition.retry : undefined;
}

function retryLater(context: TransitionContext, token: Token, failure: FailureRecord, delayMs: number): void {
  if (token.phase !== 'compensate') context.emitNodeEvent('step.retrying', token, { failure, delayMs }, token.attempt);
  if (delayMs === 0) retryNow(context, token);
  else {
    context.setStatus(token, 'backoff');
    setTimer(context, token, 'backoff', delayMs);
  }
}

/** Starts the next attempt. */
export function retryNow(context: TransitionContext, token: Token): void {
  dispatch(context, token, token.phase, token.attempt + 1);
}
