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
import { begin, enter, proceed } from './routing/enter';
import { leave } from './routing/leave';
import { hasEnded } from './state/run-info';
import type { RunState } from './state/run-state';
import { type AgendaItem, TransitionContext } from './transition-context';
import { fireTimer } from './waiting/fire-timer';
import { grantPermit } from './waiting/permits';
import { receiveSignal } from './waiting/signals';
import { handleTask } from './waiting/tasks';

/** The result of a transition: changes to journal, effects to perform, and events to publish. */
export interface Transition {
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  readonly events: readonly RunEvent[];
}

/**
 * Applies an input to a run. Changes the state in place and returns what changed. Reads no clock, draws no random
 * number, and calls no user code. An input that does not concern the state (a late outcome, a timer that was cleared)
 * changes nothing.
 */
export function transition(graph: Graph, state: RunState, input: CoreInput): Transition {
  const context = new TransitionContext();
  context.changes = [];
  context.events = [];
  advance(context, graph, state, input);
  const { changes, effects, events } = context;
  return { changes, effects, events };
}

/** Performs a {@link transition} in a reusable context, to which its effects, changes and events are added. */
export function advance(context: TransitionContext, graph: Graph, state: RunState, input: CoreInput): void {
  context.begin(graph, state, input);
  handle(context, input);
  if (context.agenda.length > 0) drainAgenda(context);
  if (context.unhandled) endFailed(context);
  followStatus(context);
  context.close();
}

function drainAgenda(context: TransitionContext): void {
  const { agenda } = context;
  for (let index = 0; index < agenda.length; index += 1) {
    const item = agenda[index];
    if (item && item.token.status !== 'gone') performItem(context, item);
  }
  // Popped, because setting the length frees the list's memory, which the next transition needs again.
  while (agenda.length > 0) agenda.pop();
}

/**
 * Whether an input concerns a run that has ended: it can be redriven, moved to another version before that, or copied.
 */
function concernsEnded({ status }: RunState, { type }: CoreInput): boolean {
  return type === 'run.redrive' || type === 'run.fork' || (type === 'run.migrate' && status === 'failed');
}

function handle(context: TransitionContext, input: CoreInput): void {
  // Most inputs are outcomes, so they are handled first.
  if (input.type === 'operation.completed') completeOperation(context, input);
  else if (input.type === 'operation.failed') failOperation(context, input);
  else if (!hasEnded(context.state.status) || concernsEnded(context.state, input)) handleOther(context, input);
}

function handleOther(
  context: TransitionContext,
  input: Exclude<CoreInput, OperationCompleted | OperationFailed>,
): void {
  switch (input.type) {
    case 'run.start':
      startRun(context, input);
      return;
    case 'timer.fired':
      fireTimer(context, input.timer);
      return;
    case 'signal.received':
      receiveSignal(context, input.name, input.payload);
      return;
    case 'permit.granted':
      grantPermit(context, input.token);
      return;
    case 'run.pause':
      pauseRun(context, input);
      return;
    case 'run.resume':
      resumeRun(context);
      return;
    case 'run.cancel':
      cancelRun(context, input);
      return;
    case 'run.redrive':
      redriveRun(context, input);
      return;
    case 'run.fork':
      forkRun(context, input);
      return;
    case 'run.migrate':
      migrateRun(context, input);
      return;
    case 'run.recover':
      recoverRun(context, input);
      return;
    case 'task.claimed':
    case 'task.released':
    case 'task.reassigned':
    case 'task.completed':
    case 'task.cancelled':
      handleTask(context, input);
  }
}

function performItem(context: TransitionContext, item: AgendaItem): void {
  switch (item.kind) {
    case 'enter':
      enter(context, item.token, item.place, item.value, item.mapping);
      return;
    case 'begin':
      proceed(context, item.token);
      return;
    case 'restart':
      begin(context, item.token);
      return;
    case 'leave':
      leave(context, item.token, item.action, item.value);
      return;
    case 'caught':
      continueAt(context, item.token, item.caught);
      return;
    case 'decided':
      finishJoin(context, item.token);
      return;
    case 'fail':
      fail(context, item.token, item.failure);
  }
}

/** Updates the status: a run in which nothing executes is waiting, and runs again as soon as something does. */
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
