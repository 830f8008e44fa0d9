import type { RunEvent } from '../../core';
import type { AnyOutput } from '../port/output';
import { Channel } from './channel';

/**
 * The default number of events and of outputs of a run to keep for late subscribers, from the first subscription on.
 */
export const DEFAULT_RETAINED_EVENTS = 1000;
/** The default number of ended runs to keep. */
export const DEFAULT_RETAINED_RUNS = 1000;

/** The numbers of values that the streams of a run keep for late subscribers. */
export interface StreamLimits {
  readonly events: number;
  readonly outputs: number;
}

/** The streams of a run. Created at the first subscription; until then, nothing is kept. */
export class RunStreams {
  readonly events: Channel<RunEvent>;
  readonly outputs: Channel<AnyOutput>;

  constructor(
    /** The number of the last event before the streams were created. */
    readonly since: number,
    limits: StreamLimits,
    /** Whether the start set `retainedEvents`: the streams are then kept for as long as the run is retained. */
    readonly lasting: boolean,
  ) {
    this.events = new Channel(limits.events);
    this.outputs = new Channel(limits.outputs);
  }

  /** The number of values kept. */
  get size(): number {
    return this.events.size + this.outputs.size;
  }

  close(): void {
    this.events.close();
    this.outputs.close();
  }
}
