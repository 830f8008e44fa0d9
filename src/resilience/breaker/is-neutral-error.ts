/** Codes and names of errors that come about before the service has had its say. */
const OWN = new Set<unknown>([
  'CIRCUIT_OPEN',
  'LIMIT_EXCEEDED',
  'BULKHEAD_FULL',
  'ABORTED',
  'ABORT_ERR',
  'ERR_CANCELED',
  'ENGINE_STOPPED',
]);

/** Whether an error tells nothing of the service: another guard turned the call away, or the caller gave it up. */
export function isNeutralError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return OWN.has(code) || name === 'AbortError';
}
