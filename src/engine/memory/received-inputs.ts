import { isDeepStrictEqual } from 'node:util';
import { MillraceError } from '../../errors';
import type { MemoryRun, ReceivedInput } from './memory-run';

/**
 * Returns whether a run has already received the same input.
 *
 * @throws {MillraceError} `IDEMPOTENCY_CONFLICT` if the key was used with another name or payload
 */
export function wasReceived({ id, details }: MemoryRun, key: string, input: ReceivedInput): boolean {
  const known = details?.received?.get(key);
  if (!known) return false;
  if (known.name === input.name && isDeepStrictEqual(known.payload, input.payload)) return true;
  throw new MillraceError(
    'IDEMPOTENCY_CONFLICT',
    `run ${id} has received the signal "${known.name}" with the idempotency key "${key}" and another payload; use a new key for a new signal`,
    { details: { runId: id, idempotencyKey: key } },
  );
}

/** Records an input under its idempotency key, so that a repetition has no effect. */
export function recordReceived(run: MemoryRun, key: string, input: ReceivedInput): void {
  const details = run.ownDetails();
  details.received ??= new Map();
  details.received.set(key, input);
}
