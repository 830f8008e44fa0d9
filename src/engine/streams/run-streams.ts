import type { RunEvent } from '../../core';
import type { AnyOutput } from '../port/output';
import { Channel } from './channel';

/**
 * The default number of events and of outputs of a run to keep for late subscribers, from the first subscription on.
 */
export const DEFAULT_RETAINED_EVENTS = 1000;

/** The streams of a run. Created at the first subscription; until then, nothing is kept. */
export class RunStreams {
  readonly events: Channel<RunEvent>;
  readonly outputs: Channel<AnyOutput>;

  constructor(
    /** The number of the last event before the streams were created. */
    readonly since: number,
    limit: number,
    /** Whether the start set `retainedEvents`: the streams are then kept for as long as the run is retained. */
    readonly lasting: boolean,
  ) {
    this.events = new Channel(limit);
    this.outputs = new Channel(limit);
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
