import type { RunEvent, RunEventType } from '../core';
import type { Graph } from '../flow';
import type { CommittedSteps } from './logs/committed-steps';
import type { CompensationLog } from './logs/compensation-log';
import { beside, type RouteLog } from './logs/route-log';
import type { SignalLog } from './logs/signal-log';
import type { StatusLog } from './logs/status-log';
import type { TaskLog } from './logs/task-log';
import type { TimerLog } from './logs/timer-log';
import { renaming } from './paths/renaming';
import type { VisitLog } from './visits/visit-log';

/** The projections of one run. */
export interface RunLogs {
  readonly status: StatusLog;
  readonly visits: VisitLog;
  readonly committed: CommittedSteps;
  readonly tasks: TaskLog;
  readonly compensations: CompensationLog;
  readonly signals: SignalLog;
  readonly timers: TimerLog;
  readonly route: RouteLog;
}

type EventOf<Type extends RunEventType> = Extract<RunEvent, { readonly type: Type }>;

/** `graph` is that of the event's version; `undefined` if it is not known. */
type Handler<Type extends RunEventType> = (logs: RunLogs, event: EventOf<Type>, graph: Graph | undefined) => void;

const addTask = ({ tasks }: RunLogs, event: EventOf<Extract<RunEventType, `task.${string}`>>): void => {
  tasks.add(event);
};

/** The effect of each event on each projection. */
const HANDLERS = {
  'run.started': ({ status, visits, route }, { at }, graph) => {
    status.start(at);
    const start = graph?.root.start;
    if (!start) return;
    visits.start(start, at);
    route.expect({ place: start.id, node: start.node });
  },
  'run.waiting': ({ status }) => {
    status.wait();
  },
  'run.resumed': ({ status }) => {
    status.resume();
  },
  'run.paused': ({ status }, { data }) => {
    status.pause(data.reason);
  },
  'run.completed': ({ status, visits, timers }, { at, data: { action, value } }) => {
    status.end({ status: 'completed', ending: { status: 'completed', action, value } }, at);
    visits.endAll(at);
    timers.clearAll();
  },
  'run.failed': ({ status, visits, tasks, timers, compensations }, event) => {
    const { at, seq, data } = event;
    const { failure, path } = data;
    status.end({ status: 'failed', ending: { status: 'failed', failure, path } }, at);
    tasks.add(event);
    timers.clearAll();
    // A run that was undone has nothing to resume.
    if (compensations.latestSeq === seq - 1) visits.endAll(at);
    else if (path !== undefined) visits.failAt(path, failure, at);
  },
  'run.cancelled': ({ status, visits, timers }, { at, data: { reason } }) => {
    status.end({ status: 'cancelled', ending: { status: 'cancelled', reason } }, at);
    visits.endAll(at);
    timers.clearAll();
  },
  'run.redriven': ({ status, visits, tasks }, event) => {
    status.redrive();
    visits.redrive(event.at, event.data.path);
    tasks.add(event);
  },
  'run.forked': ({ status, compensations }, { at, data: { from, seq } }) => {
    // A copied run numbers its events anew.
    compensations.latestSeq = 0;
    status.fork({ runId: from, seq }, at);
  },
  'run.migrated': ({ status, visits, committed, tasks, compensations, timers }, { at, data }, graph) => {
    const { from, to, map = {} } = data;
    status.migrations.push({ from, to, at });
    if (!graph) return;
    const renamed = renaming(graph, map);
    for (const log of [visits, committed, tasks, compensations, timers]) log.move(renamed);
  },
  'run.recovered': ({ status }) => {
    status.recoveries += 1;
  },
  'step.scheduled': ({ visits, timers, route }, event) => {
    visits.schedule(event);
    route.schedule(event);
    const { delayMs } = event.data;
    if (delayMs !== undefined) timers.set(event, 'delay', event.at + delayMs);
  },
  'step.started': ({ visits }, event) => {
    visits.begin(event, event.attempt);
  },
  'step.retrying': ({ visits, timers }, event) => {
    const { failure, delayMs } = event.data;
    visits.retry(event, failure, delayMs);
    if (delayMs > 0) timers.set(event, 'backoff', event.at + delayMs);
  },
  'step.completed': ({ visits, committed, tasks, signals, timers }, event, graph) => {
    visits.complete(event, event.data.action, event.attempt);
    committed.add(event);
    tasks.add(event);
    signals.add(event, graph);
    timers.clear(event);
  },
  'step.failed': ({ visits, timers }, event) => {
    visits.fail(event, event.data.failure, event.attempt);
    timers.clear(event);
  },
  'fallback.started': ({ visits }, event) => {
    visits.fallBack(event, event.data.failure);
  },
  'step.skipped': ({ visits, committed, timers }, event) => {
    visits.complete(event, event.data.action);
    committed.add(event);
    timers.clear(event);
  },
  'step.cancelled': ({ visits, timers }, event) => {
    visits.cancel(event);
    timers.clear(event);
  },
  'route.taken': ({ visits, route }, event) => {
    visits.route(event, event.data.action, event.data.to);
    route.expect(beside(event.place, event.data.to));
  },
  'task.created': ({ visits, tasks, timers }, event) => {
    tasks.add(event);
    visits.wait(event);
    const { remindAt, escalation } = event.data.request;
    if (remindAt !== undefined) timers.set(event, 'reminder', remindAt);
    if (escalation) timers.set(event, 'escalation', escalation.at);
  },
  'task.claimed': addTask,
  'task.released': addTask,
  'task.reassigned': addTask,
  'task.reminded': addTask,
  'task.escalated': addTask,
  'task.completed': ({ visits, tasks, timers }, event) => {
    tasks.add(event);
    visits.answer(event);
    timers.clearTask(event);
  },
  'task.cancelled': ({ tasks, timers }, event) => {
    tasks.add(event);
    timers.clearTask(event);
  },
  'signal.received': ({ signals }, event, graph) => {
    signals.add(event, graph);
  },
  'timer.fired': ({ visits, timers }, event) => {
    timers.fire(event, event.data.purpose, event.at);
    if (event.data.purpose === 'within') visits.runOut(event);
  },
  'compensation.started': ({ visits, compensations }, event) => {
    visits.undo(event.at);
    compensations.start(event, event.at);
  },
  'compensation.completed': ({ compensations }, event) => {
    compensations.end(event);
  },
  'compensation.failed': ({ compensations }, event) => {
    compensations.end(event, event.data.failure);
  },
} satisfies { readonly [Type in RunEventType]: Handler<Type> };

type AnyHandler = (logs: RunLogs, event: RunEvent, graph: Graph | undefined) => void;

/** The handlers by type. Each is called with events of its own type only, which the compiler cannot see here. */
const HANDLER_OF = new Map(Object.entries(HANDLERS) as readonly (readonly [string, AnyHandler])[]);

/** Adds an event to the projections. An event of an unknown type changes nothing. */
export function applyEvent(logs: RunLogs, event: RunEvent, graph: Graph | undefined): void {
  HANDLER_OF.get(event.type)?.(logs, event, graph);
}
