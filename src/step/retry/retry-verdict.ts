import { abandonPromise, type ErrorCode, errorMessageOf, isThenable, MillraceError } from '../../errors';
import { type Duration, durationMs } from '../duration';
import type { RetryPolicy } from './retry-policy';

/**
 * The decision of a policy's functions after a failed attempt. `undefined` applies the general rule and the numbers.
 */
export interface RetryVerdict {
  readonly retry: boolean | undefined;
  readonly delayMs: number | undefined;
}

const UNDECIDED: RetryVerdict = Object.freeze({ retry: undefined, delayMs: undefined });

/**
 * Calls the functions of a policy with the live error of a failed attempt.
 *
 * @param retryable whether the general rule allows another attempt
 * @param owner the owner of the policy, for messages: ` of node "charge"`
 * @throws {MillraceError} that names the function which threw or returned an invalid value; its cause is the live error
 */
export function retryVerdict(
  policy: RetryPolicy,
  error: unknown,
  attempt: number,
  retryable: boolean,
  owner: string,
): RetryVerdict {
  const { retryIf, delay } = policy;
  if ((!retryIf && !delay) || attempt >= policy.maxAttempts) return UNDECIDED;
  const failed = { error, attempt, owner };
  const retry = retryIf && verdictOf(call('retryIf', retryIf, failed), failed);
  const delayMs = delay && (retry ?? retryable) ? delayOf(call('delay', delay, failed), failed) : undefined;
  return { retry, delayMs };
}

interface FailedAttempt {
  readonly error: unknown;
  readonly attempt: number;
  readonly owner: string;
}

function call<T>(option: string, decide: (error: unknown, attempt: number) => T, failed: FailedAttempt): T {
  try {
    return decide(failed.error, failed.attempt);
  } catch (thrown) {
    throw fault('STEP_FAILED', option, `${option}${failed.owner} threw: ${errorMessageOf(thrown)}`, failed);
  }
}

/** Checks the result at run time, since JavaScript has no compiler check and a promise would count as true. */
function verdictOf(result: unknown, failed: FailedAttempt): boolean | undefined {
  if (result === undefined || typeof result === 'boolean') return result;
  abandonPromise(result);
  const got = isThenable(result) ? 'a promise' : `a ${typeof result}`;
  const message = `retryIf${failed.owner}: expected true, false or undefined, got ${got}`;
  throw fault('INVALID_OPTION', 'retryIf', message, failed);
}

function delayOf(result: Duration | undefined, failed: FailedAttempt): number | undefined {
  try {
    return result === undefined ? undefined : durationMs(result, `delay${failed.owner}`);
  } catch (refused) {
    abandonPromise(result);
    throw fault('INVALID_OPTION', 'delay', errorMessageOf(refused), failed);
  }
}

function fault(code: ErrorCode, option: string, message: string, { error }: FailedAttempt): MillraceError {
  return new MillraceError(code, message, { details: { option }, cause: error });
}
