import { isThrown, type ThrownError } from '../thrown';
import { isFinalCode } from './final-codes';

/** Statuses below 500 that are worth another attempt: request timeout, too early, too many requests. */
const RETRYABLE_STATUSES = new Set([408, 425, 429]);

/** Names of errors for bugs, aborts and invalid values. */
const FINAL_NAMES = new Set([
  ...['TypeError', 'ReferenceError', 'SyntaxError', 'DataCloneError', 'AssertionError'],
  ...['AbortError', 'CanceledError'],
  ...['ValidationError', 'ZodError', 'ValiError'],
]);

/** Maximum number of causes of a `TypeError` that are examined. */
const MAX_CAUSES = 8;

/**
 * Returns whether the general rule allows another attempt after an error. It does, except after
 *
 * - {@link TerminalError} and its subclasses, validation errors and aborts;
 * - bugs: `TypeError` (unless `fetch` reports a broken connection with it), `ReferenceError`, `SyntaxError`, Node's
 *   `ERR_INVALID_…`;
 * - HTTP 4xx other than 408, 425 and 429, from `status` or `statusCode` of the error or of its `response`;
 * - conditions that last until someone intervenes: missing files (`ENOENT`), missing permissions (`EACCES`), bad
 *   certificates.
 *
 * Timeouts, refused and broken connections, 5xx and unknown errors are thus worth another attempt. The rule knows the
 * errors of `fetch`, undici, axios and Node. The `retryIf` of a policy overrides it.
 *
 * @example retryIf: (error) => error instanceof LockedError || isRetryableError(error)
 */
export function isRetryableError(error: unknown): boolean {
  try {
    return isThrown(error) ? isRetryable(error, 0) : true;
  } catch {
    // An error that cannot be read is an unknown one.
    return true;
  }
}

function isRetryable(error: ThrownError, depth: number): boolean {
  if (error.terminal === true) return false;
  // The status is checked first: axios uses the same code for every status below 500.
  const status = statusOf(error);
  if (status !== undefined && status >= 400) return status >= 500 || RETRYABLE_STATUSES.has(status);
  if (typeof error.code === 'string' && isFinalCode(error.code)) return false;
  if (typeof error.name !== 'string' || !FINAL_NAMES.has(error.name)) return true;
  return error.name === 'TypeError' && isBrokenConnection(error.cause, depth);
}

/**
 * Whether the cause of a TypeError is a broken connection, which `fetch` reports that way, and not a bug in the call.
 */
function isBrokenConnection(cause: unknown, depth: number): boolean {
  return isThrown(cause) && typeof cause.code === 'string' && depth < MAX_CAUSES && isRetryable(cause, depth + 1);
}

function statusOf({ status, statusCode, response }: ThrownError): number | undefined {
  const inner = isThrown(response) ? response : {};
  return [status, statusCode, inner.status, inner.statusCode].find((one) => typeof one === 'number');
}
