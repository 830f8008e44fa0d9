import type { Graph } from '../flow';
import { RunState } from '../run';
import type { StepClass } from '../step';
import type { Program } from './program';
import type { RunIdentity } from './run-identity';
import type { Settlement } from './settlement';
import type { RunStreams } from './streams/run-streams';

/** A signal that a run has got. */
export interface ReceivedSignal {
  readonly name: string;
  readonly payload: unknown;
}

/** What only some runs have. */
export interface LiveExtra {
  /** What aborts operations in flight that have read their signal, by the number of the operation. */
  controllers?: Map<number, AbortController>;
  /** Instances of steps of the scope `run`. */
  instances?: Map<StepClass, object>;
  /** Signals that came with an idempotency key, by that key. */
  received?: Map<string, ReceivedSignal>;
  /** Takes back what was set up for the run outside of it. */
  detach?: () => void;
  /** The live error behind the run's failure, for the cause of what `result()` rejects with. */
  lastError?: unknown;
}

/** A run in memory: its state, and what only this process knows of it. */
export class LiveRun {
  readonly state: RunState;
  streams: RunStreams | undefined = undefined;
  settlement: Settlement | undefined = undefined;
  extra: LiveExtra | undefined = undefined;
  /** Nobody has a handle or an id of the run, so it is not remembered once it has completed. */
  anonymous = false;

  constructor(
    readonly program: Program,
    readonly identity: RunIdentity,
    input: unknown,
  ) {
    this.state = new RunState(identity, program.graph.root, input);
  }

  get graph(): Graph {
    return this.program.graph;
  }

  get id(): string {
    return this.identity.id;
  }
}

export function liveExtra(run: LiveRun): LiveExtra {
  run.extra ??= {};
  return run.extra;
}
