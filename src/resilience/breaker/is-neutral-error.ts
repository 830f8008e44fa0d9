import { toFailure } from '../../errors';

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

/**
 * Whether an error says nothing about the service: another guard rejected the call, or the caller aborted it. Never
 * throws.
 */
export function isNeutralError(error: unknown): boolean {
  const { code, name } = toFailure(error);
  return NEUTRAL_CODES.has(code) || name === 'AbortError';
}
