import { isThrown, type ThrownError } from '../thrown';
import { isFinalCode } from './final-codes';

/** Statuses below 500 that another attempt may well mend: request timeout, too early, too many requests. */
const RETRYABLE_STATUSES = new Set([408, 425, 429]);

/** Mistakes in the code, aborts and refused values, by the name of the error. */
const FINAL_NAMES = new Set([
  ...['TypeError', 'ReferenceError', 'SyntaxError', 'DataCloneError', 'AssertionError'],
  ...['AbortError', 'CanceledError'],
  ...['ValidationError', 'ZodError', 'ValiError'],
]);

/** How many causes of a `TypeError` are looked at. */
const MAX_CAUSES = 8;

/**
 * The general rule for "may another attempt help?": yes for everything but
 *
 * - {@link TerminalError} and its subclasses, validation errors and aborts;
 * - mistakes in the code: `TypeError` (unless `fetch` reports a broken connection by it), `ReferenceError`, `SyntaxError`,
 *   Node's `ERR_INVALID_…`;
 * - HTTP 4xx other than 408, 425 and 429, wherever the client puts the status: `status` or `statusCode`, of the error
 *   or of its `response`;
 * - what stays as it is until somebody intervenes: missing files (`ENOENT`), missing rights (`EACCES`), bad certificates.
 *
 * So timeouts, refused and broken connections, 5xx and errors that nothing is known of are worth another attempt. It
 * understands the errors of `fetch`, undici, axios and Node. The `retryIf` of a policy overrides it.
 *
 * @example retryIf: (error) => error instanceof LockedError || isRetryableError(error)
 */
export function isRetryableError(error: unknown): boolean {
  return isThrown(error) ? isWorthIt(error, 0) : true;
}

function isWorthIt(error: ThrownError, depth: number): boolean {
  if (error.terminal === true) return false;
  // The status first: axios has the same code for every answer below 500.
  const status = statusOf(error);
  if (status !== undefined && status >= 400) return status >= 500 || RETRYABLE_STATUSES.has(status);
  if (typeof error.code === 'string' && isFinalCode(error.code)) return false;
  if (typeof error.name !== 'string' || !FINAL_NAMES.has(error.name)) return true;
  return error.name === 'TypeError' && isBrokenConnection(error.cause, depth);
}

/** `fetch` reports a broken connection as a TypeError; the code of its cause tells it from a mistake in the call. */
function isBrokenConnection(cause: unknown, depth: number): boolean {
  return isThrown(cause) && typeof cause.code === 'string' && depth < MAX_CAUSES && isWorthIt(cause, depth + 1);
}

function statusOf({ status, statusCode, response }: ThrownError): number | undefined {
  const inner = isThrown(response) ? response : {};
  return [status, statusCode, inner.status, inner.statusCode].find((one) => typeof one === 'number');
}
