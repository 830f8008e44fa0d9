import { type ErrorCode, type FailureRecord, MillraceError, toFailure, withoutStacks } from '../errors';
import type { TransitionContext } from './transition-context';

/**
 * Returns a failure that the core itself detects, with the flow and the run in its message. Another attempt would not
 * help.
 */
export function coreFailure(
  { graph, state }: TransitionContext,
  code: ErrorCode,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): FailureRecord {
  const text = `${message} (flow "${graph.name}", run ${state.info.id})`;
  return { ...withoutStacks(toFailure(new MillraceError(code, text, details && { details }))), retryable: false };
}
