import { isDeepStrictEqual } from 'node:util';
import { MillraceError } from '../../errors';
import type { MemoryRun, ReceivedInput } from './memory-run';

/**
 * Returns whether a run has received this very input before.
 *
 * @throws {MillraceError} `IDEMPOTENCY_CONFLICT` where the key came with another name or payload
 */
export function wasReceived({ id, details }: MemoryRun, key: string, input: ReceivedInput): boolean {
  const known = details?.received?.get(key);
  if (!known) return false;
  if (known.name === input.name && isDeepStrictEqual(known.payload, input.payload)) return true;
  throw new MillraceError(
    'IDEMPOTENCY_CONFLICT',
    `run ${id} got the signal "${known.name}" with the idempotency key "${key}" and another payload; use a new key for a new signal`,
    { details: { runId: id, idempotencyKey: key } },
  );
}

/** Remembers an input by its idempotency key, so that a repetition has no second effect. */
export function rememberReceived(run: MemoryRun, key: string, input: ReceivedInput): void {
  const details = run.ownDetails();
  details.received ??= new Map();
  details.received.set(key, input);
}
