import type { NodeEventHead, RunEvent } from '../../core';
import { detachValue } from '../../execution';
import { visitResult } from '../../history';
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
    const result = visitResult(event);
    if (!result || !('path' in event)) return;
    switch (result.kind) {
      case 'completed':
        this.end(event, { status: 'completed', action: result.action, output: result.value });
        return;
      case 'failed':
        this.end(event, { status: 'failed', failure: result.failure });
        return;
      case 'cancelled':
        this.end(event, { status: 'cancelled' });
        return;
      case 'skipped':
      case 'requested':
      case 'routed':
      case 'compensated':
      case 'compensation failed':
    }
  }

  private end({ path, at }: NodeEventHead, ending: Partial<StepCall>): void {
    const call = this.open.get(path);
    this.open.delete(path);
    if (call) Object.assign(call, ending, { endedAt: at });
  }
}
