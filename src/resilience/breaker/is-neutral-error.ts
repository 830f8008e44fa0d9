/** Codes of errors that occur before the service has responded. */
const NEUTRAL_CODES = new Set<unknown>([
  'CIRCUIT_OPEN',
  'LIMIT_EXCEEDED',
  'BULKHEAD_FULL',
  'ABORTED',
  'ABORT_ERR',
  'ERR_CANCELED',
  'ENGINE_STOPPED',
]);

/** Whether an error says nothing about the service: another guard rejected the call, or the caller aborted it. */
export function isNeutralError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return NEUTRAL_CODES.has(code) || name === 'AbortError';
}
