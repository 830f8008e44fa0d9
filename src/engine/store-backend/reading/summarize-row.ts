import { toFailure } from '../../../errors';
import type { RunRow } from '../../../storage/port';
import type { BodyCodec } from '../../../storage/records';
import type { RunSummary } from '../../port/run-summary';
import type { HeadEnding } from '../journal/run-head';

/** Returns the summary of a stored run. */
export function summarizeRow({ origin, head }: RunRow, codec: BodyCodec): RunSummary {
  const { id, flow, version, correlationId, idempotencyKey, tags } = origin;
  const { status, seq, at, startedAt, endedAt, ending } = head;
  return {
    id,
    flow,
    version,
    status,
    correlationId,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    tags,
    seq,
    at,
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...(ending !== undefined && endingOf(codec, ending)),
  };
}

/**
 * Returns the ending stored with a head. A run that cannot be decrypted or decoded does not hide the others of a list.
 */
function endingOf({ decode }: BodyCodec, ending: string): HeadEnding {
  try {
    return decode(ending) as HeadEnding;
  } catch (error) {
    return { failure: { ...toFailure(error), code: 'UNREADABLE', retryable: false } };
  }
}
