import type { RunEvent } from '../../core';
import { type Fault, faultText } from './faults/fault';

/** An entry of the log of a simulated run. */
export type LogEntry =
  /** The storage wrote an event. */
  | { readonly type: 'event'; readonly event: RunEvent }
  | ({ readonly type: 'execution' } & LoggedExecution)
  | { readonly type: 'fault'; readonly fault: Fault }
  /** A process replaced one that died. */
  | { readonly type: 'restart' }
  /** An answer to a task was acknowledged. */
  | { readonly type: 'acknowledged'; readonly task: string }
  /** A request to an engine never settles. */
  | { readonly type: 'silence'; readonly what: string }
  /** The storage violated its contract. */
  | { readonly type: 'breach'; readonly message: string };

/** The execution of a method of a step by a process. */
export interface LoggedExecution {
  /** The name in faults: `stock#1@1`, for the second time `stock#1@1 (2)`. */
  readonly name: string;
  readonly phase: string;
  readonly place: string;
  readonly path: string;
  readonly attempt: number;
  readonly idempotencyKey: string;
}

/** Returns one line per entry. */
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
    case 'restart':
      return 'another process continues';
    case 'acknowledged':
      return `task ${moment.task} is answered`;
    case 'silence':
      return `!!! ${moment.what} does not end`;
    case 'breach':
      return `!!! ${moment.message}`;
  }
}

function eventText(event: RunEvent): string {
  const at = 'path' in event ? ` ${event.path}` : '';
  if ('failure' in event.data) return `${event.type}${at}: ${event.data.failure.message}`;
  return event.type === 'route.taken' ? `${event.type}${at} → ${event.data.to}` : `${event.type}${at}`;
}
