/** A thrown object with the members that libraries use; a member may be missing or of another type. */
export interface ThrownError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly terminal?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly headers?: unknown;
  /** The response that an HTTP client attaches. */
  readonly response?: unknown;
  readonly retryAfter?: unknown;
  readonly retryAfterMs?: unknown;
  readonly cause?: unknown;
}

export function isThrown(value: unknown): value is ThrownError {
  return typeof value === 'object' && value !== null;
}
