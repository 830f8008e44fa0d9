import { RecordSet } from '../../../core';
import { inspectValue, MillraceError } from '../../../errors';
import { commitsPath } from '../../../history';
import type { JournalEntry, RunOrigin } from '../../../storage/port';
import { type BodyCodec, changesOf, eventsOf } from '../../../storage/records';

/** A run as it was at a point of its history. */
export interface ForkPoint {
  readonly records: RecordSet;
  /** Number of the latest event by then. */
  readonly seq: number;
}

/**
 * Finds the point after an event, after the step of a path was committed, or else the last one at which the run had not begun to
 * end.
 *
 * @throws {MillraceError} `INVALID_OPTION` where there is no such event or step
 */
export function forkPoint(
  codec: BodyCodec,
  entries: readonly JournalEntry[],
  origin: RunOrigin,
  after: number | string | undefined,
): ForkPoint {
  const count = after === undefined ? countBeforeTheEnd(codec, entries) : countUpTo(codec, entries, origin, after);
  const records = new RecordSet();
  for (const { body } of entries.slice(0, count)) records.apply(changesOf(codec, body));
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

/** While what was committed is being undone, the run knows already how it will end. */
function countBeforeTheEnd(codec: BodyCodec, entries: readonly JournalEntry[]): number {
  let count = 0;
  let isEnding = false;
  entries.forEach(({ body }, index) => {
    for (const change of changesOf(codec, body))
      if (change.type === 'run.put') isEnding = change.run.ending !== undefined;
    if (!isEnding) count = index + 1;
  });
  return count;
}
