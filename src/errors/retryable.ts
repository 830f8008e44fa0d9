/** Statuses below 500 that another attempt may well mend: request timeout, too early, too many requests. */
const RETRYABLE_STATUSES = new Set([408, 425, 429]);
const FINAL_NAMES = new Set([
  'TypeError',
  'ReferenceError',
  'SyntaxError',
  'AbortError',
  'ValidationError',
  'ZodError',
]);
const FINAL_CODES = new Set([
  'INVALID_INPUT',
  'ABORTED',
  'ABORT_ERR',
  'NOT_SERIALISABLE',
  'UNDECLARED_ACTION',
  'INVALID_OUTCOME',
]);

interface Hints {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly terminal?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly response?: unknown;
  readonly retryAfter?: unknown;
  readonly retryAfterMs?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

function isObject(value: unknown): value is Hints {
  return typeof value === 'object' && value !== null;
}

function statusOf(error: Hints): number | undefined {
  const response = isObject(error.response) ? error.response : undefined;
  return [error.status, error.statusCode, response?.status].find((status) => typeof status === 'number');
}

/** `fetch` reports a broken connection as a TypeError; its cause tells it from a mistake in the code. */
function isNetworkError(error: Hints): boolean {
  return isObject(error.cause) && typeof error.cause.code === 'string';
}

/**
 * The general rule for "may another attempt help?": yes for everything but terminal errors, validation errors, aborts,
 * mistakes in the code (`TypeError`, `ReferenceError`) and HTTP 4xx other than 408, 425 and 429. A step's `retryIf`
 * overrides it.
 */
export function isRetryableError(error: unknown): boolean {
  if (!isObject(error)) return true;
  if (error.terminal === true) return false;
  if (typeof error.code === 'string' && FINAL_CODES.has(error.code)) return false;
  if (typeof error.name === 'string' && FINAL_NAMES.has(error.name)) {
    return error.name === 'TypeError' && isNetworkError(error);
  }
  const status = statusOf(error);
  return status === undefined || status < 400 || status >= 500 || RETRYABLE_STATUSES.has(status);
}

/** How long the error asks us to wait, in ms: its `retryAfterMs`, or its `retryAfter` in seconds as in HTTP. */
export function retryAfterOf(error: unknown): number | undefined {
  if (!isObject(error)) return undefined;
  if (isDelay(error.retryAfterMs)) return error.retryAfterMs;
  return isDelay(error.retryAfter) ? error.retryAfter * 1000 : undefined;
}

function isDelay(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
