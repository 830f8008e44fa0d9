import type { RunEvent } from '../../core';
import type { AnyOutput } from '../port/output';
import { Channel } from './channel';

/** How many events and outputs of a run are kept for late subscribers, from the first subscription on. */
export const DEFAULT_RETAINED_EVENTS = 1000;

/** What a run streams. Made when somebody subscribes for the first time; until then a run keeps nothing. */
export class RunStreams {
  readonly events: Channel<RunEvent>;
  readonly outputs: Channel<AnyOutput>;

  constructor(
    /** Number of the latest event before the first that is kept. */
    readonly since: number,
    limit: number,
    /** The start has asked for a history: it is kept for as long as the run is remembered. */
    readonly lasting: boolean,
  ) {
    this.events = new Channel(limit);
    this.outputs = new Channel(limit);
  }

  /** How many values are kept. */
  get size(): number {
    return this.events.size + this.outputs.size;
  }

  close(): void {
    this.events.close();
    this.outputs.close();
  }
}
