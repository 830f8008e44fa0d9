import type { Graph } from '../flow';
import { cancelRun, pauseRun, resumeRun, startRun } from './control/lifecycle';
import { migrateRun } from './control/migrate';
import { forkRun, recoverRun } from './control/recover';
import { redriveRun } from './control/redrive';
import { decide } from './joins/arrive';
import { fail, goOn } from './outcomes/fail';
import { endFailed } from './outcomes/fail-run';
import { completeOperation, failOperation } from './outcomes/operation-outcomes';
import type { Change } from './protocol/change';
import type { Effect } from './protocol/effect';
import type { Happening } from './protocol/input';
import type { RunEvent } from './protocol/run-event';
import { enter, proceed } from './routing/enter';
import { leave } from './routing/leave';
import { hasEnded } from './state/run-info';
import type { RunState } from './state/run-state';
import { Ledger, type Task } from './transition-context';
import { fireTimer } from './waiting/fire-timer';
import { grantSlot } from './waiting/permits';
import { receiveSignal } from './waiting/signals';
import { handleTask } from './waiting/tasks';

/** What a transition gives: what to write down, what to do, and what to tell. */
export interface Transition {
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  readonly events: readonly RunEvent[];
}

/**
 * The heart of every engine: what a happening does to a run. Changes the state in place and says what it changed; reads
 * no clock, draws no random number, and calls nothing of the user's. A happening that does not concern the state (a late
 * outcome, a timer that was taken back) changes nothing.
 */
export function transition(graph: Graph, state: RunState, happening: Happening): Transition {
  const ledger = new Ledger();
  ledger.changes = [];
  ledger.events = [];
  advance(ledger, graph, state, happening);
  const { changes, effects, events } = ledger;
  return { changes, effects, events };
}

/** {@link transition} into a ledger that is used again and again. Its effects, changes and events are added to. */
export function advance(ledger: Ledger, graph: Graph, state: RunState, happening: Happening): void {
  ledger.begin(graph, state, happening);
  handle(ledger, happening);
  if (ledger.agenda.length > 0) workOff(ledger);
  if (ledger.fatal) endFailed(ledger);
  followStatus(ledger);
  ledger.close();
}

function workOff(ledger: Ledger): void {
  const { agenda } = ledger;
  for (let index = 0; index < agenda.length; index += 1) {
    const task = agenda[index];
    if (task && task.token.status !== 'gone') perform(ledger, task);
  }
  // Popped, because setting the length gives the list's memory back, and the next transition needs it again.
  while (agenda.length > 0) agenda.pop();
}

/** A run that has ended can only be tried again, for which it may be moved onto a better version, or copied. */
function concernsEnded({ status }: RunState, { type }: Happening): boolean {
  return type === 'run.redrive' || type === 'run.fork' || (type === 'run.migrate' && status === 'failed');
}

function handle(ledger: Ledger, happening: Happening): void {
  switch (happening.type) {
    case 'operation.completed':
      completeOperation(ledger, happening);
      return;
    case 'operation.failed':
      failOperation(ledger, happening);
      return;
    default:
  }
  if (hasEnded(ledger.state.status) && !concernsEnded(ledger.state, happening)) return;
  switch (happening.type) {
    case 'run.start':
      startRun(ledger, happening);
      return;
    case 'timer.fired':
      fireTimer(ledger, happening.timer);
      return;
    case 'signal.received':
      receiveSignal(ledger, happening.name, happening.payload);
      return;
    case 'slot.granted':
      grantSlot(ledger, happening.token);
      return;
    case 'run.pause':
      pauseRun(ledger, happening);
      return;
    case 'run.resume':
      resumeRun(ledger);
      return;
    case 'run.cancel':
      cancelRun(ledger, happening);
      return;
    case 'run.redrive':
      redriveRun(ledger, happening);
      return;
    case 'run.fork':
      forkRun(ledger, happening);
      return;
    case 'run.migrate':
      migrateRun(ledger, happening);
      return;
    case 'run.recover':
      recoverRun(ledger, happening);
      return;
    default:
      handleTask(ledger, happening);
  }
}

function perform(ledger: Ledger, task: Task): void {
  switch (task.kind) {
    case 'enter':
      enter(ledger, task.token, task.place, task.value, task.mapping);
      return;
    case 'begin':
      proceed(ledger, task.token);
      return;
    case 'leave':
      leave(ledger, task.token, task.action, task.value);
      return;
    case 'caught':
      goOn(ledger, task.token, task.caught);
      return;
    case 'decided':
      decide(ledger, task.token);
      return;
    case 'fail':
      fail(ledger, task.token, task.failure);
  }
}

/** A run in which nothing executes is waiting, and runs again as soon as something does. */
function followStatus(ledger: Ledger): void {
  const { state } = ledger;
  if (state.status === 'running' && state.busy === 0) {
    state.status = 'waiting';
    ledger.tell('run.waiting', {});
  } else if (state.status === 'waiting' && state.busy > 0) {
    state.status = 'running';
    ledger.tell('run.resumed', {});
  }
}
