import type { RunEvent } from '../../run';
import type { AnyOutput } from '../output';
import { Channel } from './channel';

/** How many events and outputs of a run are kept for late subscribers, from the first subscription on. */
export const DEFAULT_HISTORY = 1000;

/** What a run streams. Made when somebody subscribes for the first time; until then a run keeps nothing. */
export class RunStreams {
  readonly events: Channel<RunEvent>;
  readonly outputs: Channel<AnyOutput>;

  constructor(
    /** Number of the latest event before the first that is kept. */
    readonly since: number,
    limit: number,
  ) {
    this.events = new Channel(limit);
    this.outputs = new Channel(limit);
  }

  close(): void {
    this.events.close();
    this.outputs.close();
  }
}
