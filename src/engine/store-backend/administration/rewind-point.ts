import type { Change, Rewind, RunEvent, TokenRecord } from '../../../core';

/** One journal entry of a run. */
export interface DecodedEntry {
  readonly changes: readonly Change[];
  readonly events: readonly RunEvent[];
}

/**
 * Returns the point from which a run continues that has undone its work; `undefined` if the run has not begun. It is the
 * visit of a node of the run's own flow that contains the earliest undone step or, if nothing could be undone, the
 * failure.
 */
export function rewindPoint(entries: Iterable<DecodedEntry>): Rewind | undefined {
  const visits = new Map<string, TokenRecord>();
  let isEnding = false;
  let latest: string | undefined;
  let failed: string | undefined;
  let undone: string | undefined;
  for (const { changes, events } of entries) {
    for (const change of changes) {
      if (change.type === 'run.put') isEnding = change.run.ending !== undefined;
      if (change.type !== 'token.put' || change.token.frame !== 0) continue;
      latest = `${change.token.place}#${change.token.visit}`;
      // The last of them has the input to which the function of an edge was applied.
      visits.set(latest, change.token);
    }
    // Before its ending, a run may undo parts of its work and go on.
    if (!isEnding) undone = undefined;
    for (const event of events) {
      // The newest step is undone first.
      if (event.type === 'compensation.completed' && isEnding) undone = event.path;
      else if (event.type === 'run.failed') failed = event.data.path;
    }
  }
  const visit = visits.get((undone ?? failed)?.split('/')[0] ?? latest ?? '');
  return visit && { place: visit.place, input: visit.input, via: visit.via };
}
