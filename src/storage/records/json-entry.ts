import type { RunEvent } from '../../core';
import { isJson } from '../codec';
import { type PackedChange, valuesIn } from './packed-change';

/** The number of arrays and objects around a value of a user: at most entry, events, event and data. */
const DEPTH = 4;

/**
 * Returns whether an entry is JSON as it is, so that nothing in it has to be tagged, escaped or rejected. Names and
 * numbers of the engine always are, so only the values of users are looked at, and a value that a change shares with
 * the next one or with an event is looked at once.
 */
export function isJsonEntry(changes: readonly PackedChange[], events: readonly RunEvent[]): boolean {
  let last: unknown;
  for (const change of changes) {
    const values = valuesIn(change);
    if (values === undefined || values === last) continue;
    if (!isJson(values, DEPTH)) return false;
    last = values;
  }
  for (const event of events) {
    const values = valuesOf(event);
    if (values === undefined || values === last) continue;
    if (!isJson(values, DEPTH)) return false;
    last = values;
  }
  return true;
}

/** Returns the part of an event that may hold values of users. */
function valuesOf({ type, data }: RunEvent): unknown {
  if (type === 'step.started' || type === 'route.taken') return undefined;
  if (type === 'step.scheduled') return data.delayMs;
  return 'value' in data ? data.value : data;
}
