import type { Graph } from '../flow';
import type { RunState } from '../run';
import type { StepClass } from '../step';
import type { Program } from './program';
import type { Settlement } from './settlement';
import type { RunStreams } from './streams/run-streams';

/** A signal that a run has got. */
export interface ReceivedSignal {
  readonly name: string;
  readonly payload: unknown;
}

/** A run in memory: its state, and what only this process knows of it. Most of it exists only where it is used. */
export class LiveRun {
  streams: RunStreams | undefined = undefined;
  settlement: Settlement | undefined = undefined;
  /** What aborts operations in flight that have read their signal, by the number of the operation. */
  controllers: Map<number, AbortController> | undefined = undefined;
  /** Instances of steps of the scope `run`. */
  instances: Map<StepClass, object> | undefined = undefined;
  /** Signals that came with an idempotency key, by that key. */
  received: Map<string, ReceivedSignal> | undefined = undefined;
  /** Takes back what was set up for the run outside of it. */
  detach: (() => void) | undefined = undefined;
  /** Nobody has a handle or an id of the run, so it is not remembered once it has completed. */
  anonymous = false;
  /** The live error behind the run's failure, for the cause of what `result()` rejects with. */
  lastError: unknown = undefined;

  constructor(
    readonly program: Program,
    readonly state: RunState,
  ) {}

  get graph(): Graph {
    return this.program.graph;
  }

  get id(): string {
    return this.state.info.id;
  }
}
