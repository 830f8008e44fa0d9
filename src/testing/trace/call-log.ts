import type { NodeEventHead, RunEvent } from '../../core';
import { detachValue } from '../../execution';
import type { StartedWork } from '../doubles/double-registry';
import type { StepCall } from './step-call';

type Changing = { -readonly [Member in keyof StepCall]: StepCall[Member] };

/** The calls of one run, from their starts and from the events of the run. */
export class CallLog {
  private readonly all: Changing[] = [];
  /** Calls that have not ended, by path. */
  private readonly open = new Map<string, Changing>();

  get calls(): readonly StepCall[] {
    return this.all;
  }

  begin({ place, input, context, doubled }: StartedWork, order: number): StepCall {
    const { runId, path, attempt } = context;
    const { flow, node, step } = place;
    const call: Changing = {
      order,
      runId,
      flow,
      node,
      place: place.place,
      path,
      step,
      attempt,
      doubled,
      // A copy, since the step may change its input.
      input: detachValue(input),
      startedAt: context.now(),
      status: 'begun',
    };
    this.all.push(call);
    this.open.set(path, call);
    return call;
  }

  /** Ends a call, if the event is about the end of one. */
  onEvent(event: RunEvent): void {
    switch (event.type) {
      case 'step.completed':
        this.end(event, { status: 'completed', action: event.data.action, output: event.data.value });
        return;
      case 'step.retrying':
      case 'step.failed':
      case 'fallback.started':
        this.end(event, { status: 'failed', failure: event.data.failure });
        return;
      case 'step.cancelled':
        this.end(event, { status: 'cancelled' });
        return;
      case 'run.started':
      case 'run.waiting':
      case 'run.resumed':
      case 'run.paused':
      case 'run.completed':
      case 'run.failed':
      case 'run.cancelled':
      case 'run.redriven':
      case 'run.forked':
      case 'run.migrated':
      case 'run.recovered':
      case 'step.scheduled':
      case 'step.started':
      case 'step.skipped':
      case 'route.taken':
      case 'task.created':
      case 'task.claimed':
      case 'task.released':
      case 'task.reassigned':
      case 'task.reminded':
      case 'task.escalated':
      case 'task.completed':
      case 'task.cancelled':
      case 'signal.received':
      case 'timer.fired':
      case 'compensation.started':
      case 'compensation.completed':
      case 'compensation.failed':
    }
  }

  private end({ path, at }: NodeEventHead, ending: Partial<StepCall>): void {
    const call = this.open.get(path);
    this.open.delete(path);
    if (call) Object.assign(call, ending, { endedAt: at });
  }
}
