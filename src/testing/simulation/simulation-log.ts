import type { RunEvent } from '../../core';
import { type Fault, faultText } from './faults/fault';

/** Something that happened while a run was simulated. */
export type LogEntry =
  /** The storage has written an event. */
  | { readonly type: 'event'; readonly event: RunEvent }
  | ({ readonly type: 'execution' } & LoggedExecution)
  | { readonly type: 'fault'; readonly fault: Fault }
  /** A process has come in place of one that has died. */
  | { readonly type: 'succession' }
  /** A person was told that an answer was taken. */
  | { readonly type: 'acknowledged'; readonly task: string }
  /** An engine does not answer, however much time passes. */
  | { readonly type: 'silence'; readonly what: string }
  /** The storage has done what it must not do. */
  | { readonly type: 'breach'; readonly message: string };

/** A process lets a step do something. */
export interface LoggedExecution {
  /** As faults call it: `stock#1@1`, for the second time `stock#1@1 (2)`. */
  readonly name: string;
  readonly phase: string;
  readonly place: string;
  readonly path: string;
  readonly attempt: number;
  readonly idempotencyKey: string;
}

/** One line for each moment. */
export function timelineOf(moments: readonly LogEntry[]): readonly string[] {
  return moments.map(lineOf);
}

function lineOf(moment: LogEntry): string {
  switch (moment.type) {
    case 'event':
      return `${moment.event.seq} ${eventText(moment.event)}`;
    case 'execution':
      return `executes ${moment.name}`;
    case 'fault':
      return `*** ${faultText(moment.fault)} ***`;
    case 'succession':
      return 'another process goes on';
    case 'acknowledged':
      return `task ${moment.task} is answered`;
    case 'silence':
      return `!!! ${moment.what} does not come to an end`;
    case 'breach':
      return `!!! ${moment.message}`;
  }
}

function eventText(event: RunEvent): string {
  const at = 'path' in event ? ` ${event.path}` : '';
  if ('failure' in event.data) return `${event.type}${at}: ${event.data.failure.message}`;
  return event.type === 'route.taken' ? `${event.type}${at} → ${event.data.to}` : `${event.type}${at}`;
}
