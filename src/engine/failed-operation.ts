import { MillraceError, toFailure } from '../errors';
import type { Moment, OperationFailed } from '../run';
import type { Attempt } from './runner/attempt';

/** The happening that an attempt failed, with the verdict of the step's `retryIf` where it has one. */
export function failedOperation({ at, op, place, attempt }: Attempt, moment: Moment, error: unknown): OperationFailed {
  const { definition, node } = place;
  const retryIf = definition.kind === 'step' || definition.kind === 'function' ? definition.retry.retryIf : undefined;
  const failed = { type: 'operation.failed', ...moment, token: at.id, op } as const;
  try {
    return { ...failed, failure: toFailure(error), retry: retryIf?.(error, attempt) };
  } catch (thrown) {
    const message = `retryIf of node "${node}" threw: ${toFailure(thrown).message}`;
    return { ...failed, failure: toFailure(new MillraceError('STEP_FAILED', message, { cause: error })), retry: false };
  }
}
