import type { Graph } from '../flow';
import { cancelRun, pauseRun, resumeRun, startRun } from './control/lifecycle';
import { migrateRun } from './control/migrate';
import { forkRun, recoverRun } from './control/recover';
import { redriveRun } from './control/redrive';
import { finishJoin } from './joins/arrive';
import { continueAt, fail } from './outcomes/fail';
import { endFailed } from './outcomes/fail-run';
import { completeOperation, failOperation } from './outcomes/operation-outcomes';
import type { Change } from './protocol/change';
import type { Effect } from './protocol/effect';
import type { CoreInput, OperationCompleted, OperationFailed } from './protocol/input';
import type { RunEvent } from './protocol/run-event';
import { enter, proceed } from './routing/enter';
import { leave } from './routing/leave';
import { hasEnded } from './state/run-info';
import type { RunState } from './state/run-state';
import { type AgendaItem, TransitionContext } from './transition-context';
import { fireTimer } from './waiting/fire-timer';
import { grantPermit } from './waiting/permits';
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
export function transition(graph: Graph, state: RunState, coreInput: CoreInput): Transition {
  const context = new TransitionContext();
  context.changes = [];
  context.events = [];
  advance(context, graph, state, coreInput);
  const { changes, effects, events } = context;
  return { changes, effects, events };
}

/** {@link transition} into a ledger that is used again and again. Its effects, changes and events are added to. */
export function advance(context: TransitionContext, graph: Graph, state: RunState, coreInput: CoreInput): void {
  context.begin(graph, state, coreInput);
  handle(context, coreInput);
  if (context.agenda.length > 0) workOff(context);
  if (context.unhandled) endFailed(context);
  followStatus(context);
  context.close();
}

function workOff(context: TransitionContext): void {
  const { agenda } = context;
  for (let index = 0; index < agenda.length; index += 1) {
    const task = agenda[index];
    if (task && task.token.status !== 'gone') perform(context, task);
  }
  // Popped, because setting the length gives the list's memory back, and the next transition needs it again.
  while (agenda.length > 0) agenda.pop();
}

/** A run that has ended can only be tried again, for which it may be moved onto a better version, or copied. */
function concernsEnded({ status }: RunState, { type }: CoreInput): boolean {
  return type === 'run.redrive' || type === 'run.fork' || (type === 'run.migrate' && status === 'failed');
}

function handle(context: TransitionContext, coreInput: CoreInput): void {
  // Outcomes are most of what happens, so they are told apart first.
  if (coreInput.type === 'operation.completed') completeOperation(context, coreInput);
  else if (coreInput.type === 'operation.failed') failOperation(context, coreInput);
  else if (!hasEnded(context.state.status) || concernsEnded(context.state, coreInput)) handleOther(context, coreInput);
}

function handleOther(
  context: TransitionContext,
  coreInput: Exclude<CoreInput, OperationCompleted | OperationFailed>,
): void {
  switch (coreInput.type) {
    case 'run.start':
      startRun(context, coreInput);
      return;
    case 'timer.fired':
      fireTimer(context, coreInput.timer);
      return;
    case 'signal.received':
      receiveSignal(context, coreInput.name, coreInput.payload);
      return;
    case 'permit.granted':
      grantPermit(context, coreInput.token);
      return;
    case 'run.pause':
      pauseRun(context, coreInput);
      return;
    case 'run.resume':
      resumeRun(context);
      return;
    case 'run.cancel':
      cancelRun(context, coreInput);
      return;
    case 'run.redrive':
      redriveRun(context, coreInput);
      return;
    case 'run.fork':
      forkRun(context, coreInput);
      return;
    case 'run.migrate':
      migrateRun(context, coreInput);
      return;
    case 'run.recover':
      recoverRun(context, coreInput);
      return;
    case 'task.claimed':
    case 'task.released':
    case 'task.reassigned':
    case 'task.completed':
    case 'task.cancelled':
      handleTask(context, coreInput);
  }
}

function perform(context: TransitionContext, task: AgendaItem): void {
  switch (task.kind) {
    case 'enter':
      enter(context, task.token, task.place, task.value, task.mapping);
      return;
    case 'begin':
      proceed(context, task.token);
      return;
    case 'leave':
      leave(context, task.token, task.action, task.value);
      return;
    case 'caught':
      continueAt(context, task.token, task.caught);
      return;
    case 'decided':
      finishJoin(context, task.token);
      return;
    case 'fail':
      fail(context, task.token, task.failure);
  }
}

/** A run in which nothing executes is waiting, and runs again as soon as something does. */
function followStatus(context: TransitionContext): void {
  const { state } = context;
  if (state.status === 'running' && state.busy === 0) {
    state.status = 'waiting';
    context.emitRunEvent('run.waiting', {});
  } else if (state.status === 'waiting' && state.busy > 0) {
    state.status = 'running';
    context.emitRunEvent('run.resumed', {});
  }
}
