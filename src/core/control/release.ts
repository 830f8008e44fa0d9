import type { TaskEffect } from '../protocol/effect';
import { isStep } from '../routing/is-step';
import { pathOf } from '../state/path';
import { type Task, type TaskDeed, type TaskEnd, taskAfter } from '../state/task';
import type { Frame, Token } from '../state/token';
import type { Ledger } from '../transition-context';
import { releaseSlot } from '../waiting/permits';
import { clearTimers } from '../waiting/timers';

/**
 * Ends what a token has going on, without an outcome: its operation is released, its timers and its task are closed, and
 * everything inside its frame with it. The token itself stays.
 */
export function quiet(ledger: Ledger, token: Token): void {
  clearTimers(ledger, token);
  if (token.op !== 0) stopOperation(ledger, token);
  if (token.inner) {
    releaseChildren(ledger, token.inner);
    ledger.dropFrame(token);
  }
  cancelTask(ledger, token);
  if (token.extra?.slot) releaseSlot(ledger, token);
}

/** Takes a token out of the run; a late outcome of its operation finds nobody. */
export function release(ledger: Ledger, token: Token): void {
  if (token.status === 'gone') return;
  const open = isStep(token.place) && token.status !== 'failed';
  quiet(ledger, token);
  if (open) ledger.tellOf('step.cancelled', token, {});
  ledger.remove(token);
}

/** Takes everything inside an activation out of the run, but for one token if one is given. */
export function releaseChildren(ledger: Ledger, frame: Frame, but?: Token): void {
  const { inner, join } = frame;
  if (inner && inner !== but) release(ledger, inner);
  if (join) for (const child of join.tokens) if (child && child !== but) release(ledger, child);
}

/** The operation in flight is over: its outcome has come in, or is not wanted any more. */
export function settleOperation(ledger: Ledger, token: Token): void {
  token.op = 0;
  // A join stays open while it asks for a verdict; the question alone keeps the run busy.
  if (token.status === 'open') ledger.state.busy -= 1;
}

/** Asks the driver to abort the operation in flight. */
export function stopOperation(ledger: Ledger, token: Token): void {
  ledger.effects.push({ type: 'release', token: token.id, op: token.op });
  settleOperation(ledger, token);
  ledger.touch(token);
}

/** Closes the task at which the token waits, if there is one, with what was done last with it. */
export function closeTask(ledger: Ledger, token: Token, last: TaskDeed): void {
  if (!token.extra?.task) return;
  tellClosed(ledger, token, token.extra.task, last);
  token.extra.task = undefined;
  ledger.touch(token);
}

/** Says that a task is open no longer. */
export function tellClosed(ledger: Ledger, token: Token, task: Task, last: TaskDeed): void {
  tellTask(ledger, 'task.close', token, taskAfter(task, last));
}

/** Says what has become of a task. */
export function tellTask({ effects }: Ledger, type: TaskEffect['type'], token: Token, task: Task): void {
  const { place } = token;
  effects.push({ type, token: token.id, path: pathOf(token), node: place.node, place: place.id, task });
}

/** The run goes on, or ends, without what a person was to do. */
function cancelTask(ledger: Ledger, token: Token): void {
  if (!token.extra?.task) return;
  const because = ledger.closing ?? endOf(ledger);
  ledger.tellOf('task.cancelled', token, { because });
  closeTask(ledger, token, { type: 'cancelled', at: ledger.at, because });
}

function endOf({ state: { ending } }: Ledger): TaskEnd {
  return ending ? `run-${ending.status}` : 'released';
}
