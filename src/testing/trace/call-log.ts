import type { RunEvent } from '../../run';
import type { Begun } from '../doubles/cast';
import type { StepCall } from './step-call';

type Changing = { -readonly [Member in keyof StepCall]: StepCall[Member] };

/** The calls of one run, from what begins and from what the run's events say of it. */
export class CallLog {
  private readonly all: Changing[] = [];
  /** Calls that have not ended, by path. */
  private readonly open = new Map<string, Changing>();

  get calls(): readonly StepCall[] {
    return this.all;
  }

  begin({ place, input, context, doubled }: Begun, order: number): StepCall {
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
      input,
      status: 'begun',
    };
    this.all.push(call);
    this.open.set(path, call);
    return call;
  }

  /** Gives the call that has ended with the event, if one has. */
  hear(event: RunEvent): StepCall | undefined {
    switch (event.type) {
      case 'step.completed':
        return this.end(event.path, { status: 'completed', action: event.data.action, output: event.data.value });
      case 'step.retrying':
      case 'step.failed':
        return this.end(event.path, { status: 'failed', failure: event.data.failure });
      case 'fallback.started':
        return this.end(event.path, { status: 'failed', failure: event.data.failure });
      case 'step.cancelled':
        return this.end(event.path, { status: 'cancelled' });
      default:
        return undefined;
    }
  }

  private end(path: string, ending: Partial<StepCall>): StepCall | undefined {
    const call = this.open.get(path);
    this.open.delete(path);
    return call && Object.assign(call, ending);
  }
}
