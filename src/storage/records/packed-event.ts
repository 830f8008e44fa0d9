import type { RunEvent } from '../../core';
import { readEventData } from './first-format';

/** The location of events: a path, with the node and the place if the path does not determine them. */
type Spot = string | readonly [path: string, node: string, place: string];

/** An event without the properties shared by its run and entry. Spot and attempt are 0 if it has none. */
type PackedEvent = readonly [type: RunEvent['type'], spot: number, attempt: number, data?: object];

/** The events of one entry. */
export interface PackedEvents {
  readonly spots: readonly Spot[];
  readonly events: readonly PackedEvent[];
}

/** The properties shared by all events of a run. */
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
      // Events of one node are adjacent. A body shares the path of its owner, but has its own place.
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

/** Returns the path alone where it determines node and place: for nodes of the run's own flow, outside any item. */
function spotOf({ path, node, place }: Spotted): Spot {
  return node === place && nodeOf(path) === node ? path : [path, node, place];
}

function nodeOf(path: string): string {
  return path.slice(0, path.lastIndexOf('#'));
}

/** @param first the number of the first event */
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

/** The one cast: the properties come from {@link packEvents}. */
function asEvent(event: object): RunEvent {
  return event as RunEvent;
}
