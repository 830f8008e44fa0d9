import { RecordSet } from '../../../core';
import { inspectValue, MillraceError } from '../../../errors';
import { commitsPath } from '../../../history';
import type { JournalEntry, RunOrigin } from '../../../storage/port';
import { type BodyCodec, changesOf, eventsOf } from '../../../storage/records';

/** The state of a run at a point of its history. */
export interface ForkPoint {
  readonly records: RecordSet;
  /** The number of the latest event at that point. */
  readonly seq: number;
}

/**
 * Finds the point after an event or after the commit of a path's step; by default, the last point before the run began
 * to end.
 *
 * @throws {MillraceError} `INVALID_OPTION` if there is no such event or step
 */
export function forkPoint(
  codec: BodyCodec,
  entries: readonly JournalEntry[],
  origin: RunOrigin,
  after: number | string | undefined,
): ForkPoint {
  const count =
    after === undefined ? countBeforeTheEnd(codec, entries, origin.id) : countUpTo(codec, entries, origin, after);
  const records = new RecordSet();
  for (const entry of entries.slice(0, count)) records.apply(changesOf(codec, entry, origin.id));
  return { records, seq: entries[count - 1]?.seq ?? 0 };
}

function countUpTo(
  codec: BodyCodec,
  entries: readonly JournalEntry[],
  origin: RunOrigin,
  after: number | string,
): number {
  const index =
    typeof after === 'number'
      ? entries.findIndex(({ seq }) => seq >= after)
      : entries.findLastIndex((entry) => eventsOf(codec, entry, origin).some((event) => commitsPath(event, after)));
  if (index >= 0 && after !== 0) return index + 1;
  const last = entries.at(-1)?.seq ?? 0;
  const expected =
    typeof after === 'number' ? `a number from 1 to ${last}` : 'the path of a step that the run has committed';
  throw new MillraceError('INVALID_OPTION', `after: expected ${expected}, got ${inspectValue(after)}`, {
    details: { option: 'after', runId: origin.id },
  });
}

/** Returns whether the run has begun to end. A run that is compensating already has its ending. */
function countBeforeTheEnd(codec: BodyCodec, entries: readonly JournalEntry[], run: string): number {
  let count = 0;
  let isEnding = false;
  entries.forEach((entry, index) => {
    for (const change of changesOf(codec, entry, run))
      if (change.type === 'run.put') isEnding = change.run.ending !== undefined;
    if (!isEnding) count = index + 1;
  });
  return count;
}
