import { toFailure } from '../../../errors';
import type { RunRow } from '../../../storage/port';
import type { BodyCodec } from '../../../storage/records';
import type { RunSummary } from '../../port/run-summary';
import type { HeadEnding } from '../journal/run-head';

/** A run as a storage lists it. */
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

/** What was written with the head. One run that cannot be read, as with a key that is gone, does not hide the others. */
function endingOf({ decode }: BodyCodec, ending: string): HeadEnding {
  try {
    return decode(ending) as HeadEnding;
  } catch (error) {
    return { failure: { ...toFailure(error), code: 'UNREADABLE', retryable: false } };
  }
}
