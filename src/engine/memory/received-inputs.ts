import type { PayloadCodec } from '../../storage/payloads';
import { sendConflict } from '../requests/idempotency/idempotency-conflict';
import type { KeyedRequest } from '../requests/idempotency/keyed-request';
import type { MemoryRun } from './memory-run';

/** An input that a run has not received before. */
interface NewInput {
  /** Records the input, so that a repetition has no effect. */
  readonly record: () => void;
}

/**
 * Returns an input that is to be recorded once it is accepted; `undefined` for a repetition.
 *
 * @param what the input, for the message, such as `the signal "paid"`
 * @throws {MillraceError} `IDEMPOTENCY_CONFLICT` if the key was used with other data
 */
export function newInput(
  run: MemoryRun,
  keyed: KeyedRequest | undefined,
  what: string,
  codec: PayloadCodec,
): NewInput | undefined {
  if (!keyed) return UNKEYED;
  const digest = codec.digest(keyed);
  const known = run.details?.received?.get(keyed.idempotencyKey);
  if (known === digest) return undefined;
  if (known !== undefined) throw sendConflict(run.id, keyed, what);
  return {
    record: () => {
      const details = run.ownDetails();
      details.received ??= new Map();
      details.received.set(keyed.idempotencyKey, digest);
    },
  };
}

const UNKEYED: NewInput = { record: () => undefined };
