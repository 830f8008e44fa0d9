import type { Guards, RetryPolicy } from '../../step';

/** The execution options of a step or a function. */
export interface Execution extends Guards {
  readonly retry: RetryPolicy;
  readonly timeoutMs?: number;
}
