import type { Change, Rewind, RunEvent, TokenRecord } from '../../../core';

/** One journal entry of a run. */
export interface DecodedEntry {
  readonly changes: readonly Change[];
  readonly events: readonly RunEvent[];
}

/**
 * Returns the point from which a run continues that has undone its work: the visit of a node of its own flow in which
 * the earliest undone step was or, if nothing could be undone, in which the failure was. `undefined` for a run without
 * such a visit, which has not begun.
 */
export function rewindPoint(entries: Iterable<DecodedEntry>): Rewind | undefined {
  const visits = new Map<string, TokenRecord>();
  let latest: string | undefined;
  let failed: string | undefined;
  let undone: string | undefined;
  for (const { changes, events } of entries) {
    let isEnding: boolean | undefined;
    for (const change of changes) {
      if (change.type === 'run.put') isEnding = change.run.ending !== undefined;
      if (change.type !== 'token.put' || change.token.frame !== 0) continue;
      latest = `${change.token.place}#${change.token.visit}`;
      // The last of them has the input to which the function of an edge was applied.
      visits.set(latest, change.token);
    }
    if (isEnding === false) undone = undefined;
    for (const event of events) {
      // The newest step is undone first.
      if (event.type === 'compensation.completed') undone = event.path;
      else if (event.type === 'run.failed') failed = event.data.path;
    }
  }
  const visit = visits.get((undone ?? failed)?.split('/')[0] ?? latest ?? '');
  return visit && { place: visit.place, input: visit.input, via: visit.via };
}
