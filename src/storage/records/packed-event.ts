import type { RunEvent } from '../../core';
import { readEventData } from './first-format';

/** Where events of an entry happened: a path or, where that does not say it, with the node and the place. */
type Spot = string | readonly [path: string, node: string, place: string];

/** An event without what it has in common with others of its run and entry. Spot and attempt are 0 where it has none. */
type PackedEvent = readonly [type: RunEvent['type'], spot: number, attempt: number, data?: object];

/** The events of one entry. */
export interface PackedEvents {
  readonly spots: readonly Spot[];
  readonly events: readonly PackedEvent[];
}

/** What all events of a run have in common. */
export interface EventCommon {
  readonly runId: string;
  readonly flow: string;
  readonly version: string;
  readonly correlationId: string;
  readonly at: number;
}

export function packEvents(events: readonly RunEvent[]): PackedEvents {
  const spots: Spot[] = [];
  let last: RunEvent | undefined;
  return {
    spots,
    events: events.map((event) => {
      if (!('path' in event)) return packed(event, 0, 0);
      // Events of one node come one after another. A body shares the path of its owner, and has a place of its own.
      if (!last || !('path' in last) || last.path !== event.path || last.place !== event.place)
        spots.push(spotOf(event));
      last = event;
      return packed(event, spots.length, 'attempt' in event ? event.attempt : 0);
    }),
  };
}

function packed({ type, data }: RunEvent, spot: number, attempt: number): PackedEvent {
  for (const _ in data) return [type, spot, attempt, data];
  return [type, spot, attempt];
}

interface Spotted {
  readonly path: string;
  readonly node: string;
  readonly place: string;
}

/** A node of the run's own flow, outside of any item, is what its path says. */
function spotOf({ path, node, place }: Spotted): Spot {
  return node === place && nodeOf(path) === node ? path : [path, node, place];
}

function nodeOf(path: string): string {
  return path.slice(0, path.lastIndexOf('#'));
}

/** @param first number of the first of them */
export function unpackEvents({ spots, events }: PackedEvents, first: number, common: EventCommon): readonly RunEvent[] {
  return events.map(([type, spot, attempt, data = {}], index) =>
    asEvent({
      v: 1,
      seq: first + index,
      ...common,
      type,
      ...(spot > 0 && spotted(spots[spot - 1] ?? '')),
      ...(attempt > 0 && { attempt }),
      data: readEventData(type, data),
    }),
  );
}

function spotted(spot: Spot): Spotted {
  if (typeof spot !== 'string') return { path: spot[0], node: spot[1], place: spot[2] };
  const node = nodeOf(spot);
  return { path: spot, node, place: node };
}

/** What was packed by {@link packEvents}. */
function asEvent(event: object): RunEvent {
  return event as RunEvent;
}
