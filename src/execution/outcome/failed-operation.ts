import { type InputHead, isRetried, type OperationFailed } from '../../core';
import { isInstance, toFailure } from '../../errors';
import { RejectedError } from '../../resilience/guards';
import { retryVerdict } from '../../step';
import type { Attempt } from '../attempt/attempt';

/** Returns the input that an attempt failed, with the verdict of its retry policy. */
export function failedOperation(
  { at, op, place, attempt }: Attempt,
  moment: InputHead,
  error: unknown,
): OperationFailed {
  const { definition, node } = place;
  const head = { type: 'operation.failed', ...moment, token: at.id, op } as const;
  if (isInstance(error, RejectedError)) return { ...head, failure: toFailure(error.error, moment.at), rejected: true };
  const failure = toFailure(error, moment.at);
  if (!isRetried(at.phase) || (definition.kind !== 'step' && definition.kind !== 'function'))
    return { ...head, failure };
  try {
    return {
      ...head,
      failure,
      ...retryVerdict(definition.retry, error, attempt, failure.retryable, ` of node "${node}"`),
    };
  } catch (fault) {
    return { ...head, failure: toFailure(fault), retry: false };
  }
}
