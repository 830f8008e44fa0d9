import { type ErrorCode, MillraceError, toFailure } from '../../errors';
import { type Duration, durationMs } from '../duration';
import type { RetryPolicy } from './retry-policy';

/** What the functions of a policy say after a failed attempt. `undefined` leaves it to the general rule and the numbers. */
export interface RetryVerdict {
  readonly retry: boolean | undefined;
  readonly delayMs: number | undefined;
}

const NOTHING: RetryVerdict = Object.freeze({ retry: undefined, delayMs: undefined });

/**
 * Asks a policy's own functions about the live error of a failed attempt.
 *
 * @param retryable what the general rule says of the error
 * @param whose who has the policy, for messages: ` of node "charge"`
 * @throws {MillraceError} naming the function that threw or gave no answer, with the live error as its cause
 */
export function retryVerdict(
  policy: RetryPolicy,
  error: unknown,
  attempt: number,
  retryable: boolean,
  whose: string,
): RetryVerdict {
  const { retryIf, delay } = policy;
  if ((!retryIf && !delay) || attempt >= policy.maxAttempts) return NOTHING;
  const asked = { error, attempt, whose };
  const retry = retryIf && verdictOf(ask('retryIf', retryIf, asked), asked);
  const delayMs = delay && (retry ?? retryable) ? delayOf(ask('delay', delay, asked), asked) : undefined;
  return { retry, delayMs };
}

interface Asked {
  readonly error: unknown;
  readonly attempt: number;
  readonly whose: string;
}

function ask<T>(option: string, answer: (error: unknown, attempt: number) => T, asked: Asked): T {
  try {
    return answer(asked.error, asked.attempt);
  } catch (thrown) {
    throw fault('STEP_FAILED', option, `${option}${asked.whose} threw: ${toFailure(thrown).message}`, asked);
  }
}

/** Not every caller has a compiler, and a promise would pass for a yes. */
function verdictOf(answer: unknown, asked: Asked): boolean | undefined {
  if (answer === undefined || typeof answer === 'boolean') return answer;
  const got = typeof answer === 'object' && answer !== null && 'then' in answer ? 'a promise' : `a ${typeof answer}`;
  throw fault('INVALID_OPTION', 'retryIf', `retryIf${asked.whose}: expected true, false or nothing, got ${got}`, asked);
}

function delayOf(answer: Duration | undefined, asked: Asked): number | undefined {
  try {
    return answer === undefined ? undefined : durationMs(answer, `delay${asked.whose}`);
  } catch (refused) {
    throw fault('INVALID_OPTION', 'delay', toFailure(refused).message, asked);
  }
}

function fault(code: ErrorCode, option: string, message: string, { error }: Asked): MillraceError {
  return new MillraceError(code, message, { details: { option }, cause: error });
}
