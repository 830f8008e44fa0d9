import type { Guard, RetryPolicy } from '../../step';
import type { Execution } from '../definition/execution';
import type { ExecutionDescription, GuardDescription } from './description';

/** Describes the execution options of a step or a function. */
export function describeExecution({ retry, timeoutMs, breaker, limit, bulkhead }: Execution): ExecutionDescription {
  return {
    retry: describeRetry(retry),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(breaker && { breaker: describeGuard(breaker) }),
    ...(limit && { limit: describeGuard(limit) }),
    ...(bulkhead && { bulkhead: describeGuard(bulkhead) }),
  };
}

/** Describes a circuit breaker, a limiter or a bulkhead. */
export function describeGuard({ name, settings }: Pick<Guard, 'name' | 'settings'>): GuardDescription {
  return { ...(name !== undefined && { name }), settings };
}

function describeRetry({ maxAttempts, initialMs, factor, maxMs, jitter }: RetryPolicy): ExecutionDescription['retry'] {
  return { maxAttempts, initialMs, factor, maxMs, jitter };
}
