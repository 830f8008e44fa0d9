import { RunState } from '../../core';
import type { ItemSource } from '../../execution/attempt/item-source';
import type { Program } from '../../execution/registry/program';
import type { Graph } from '../../flow';
import type { StepClass } from '../../step';
import type { JournalPosition } from '../durable/journal/journal-position';
import type { Deferred } from '../handles/deferred';
import type { RunIdentity } from '../memory/run-identity';
import type { RunStreams } from '../streams/run-streams';
import type { KnownTask } from '../tasks/task-repository';

/** A signal that a run has got. */
export interface ReceivedSignal {
  readonly name: string;
  readonly payload: unknown;
}

/** An attempt that wants to hear of its release. */
export interface Releasable {
  readonly release: (reason: Error) => void;
}

/** What only some runs have. */
export interface LiveExtra {
  /** Attempts in flight that have read their signal or hold a pass, by the number of the operation. */
  releasable?: Map<number, Releasable>;
  /** Why nothing is needed any more that is in flight: also for attempts that ask for their signal only now. */
  abandoned?: Error;
  /** Instances of steps of the scope `run`. */
  instances?: Map<StepClass, object>;
  /** Signals that came with an idempotency key, by that key. */
  received?: Map<string, ReceivedSignal>;
  /** Where the items come from that are got one by one, by the token that stands on the `each`. */
  sources?: Map<number, ItemSource>;
  /** Where the run is kept, with an engine that has a storage. */
  stored?: JournalPosition;
  /** Which key of its flow's line the run belongs to. */
  concurrencyKey?: string;
  /** What the shared store holds from the beginning. */
  shared?: Readonly<Record<string, unknown>>;
  /** Takes back what was set up for the run outside of it. */
  detach?: () => void;
  /** Tasks that are open no longer, by path, for an engine that keeps them in memory. */
  closedTasks?: Map<string, KnownTask>;
  /** The live error behind the run's failure, for the cause of what `result()` rejects with. */
  lastError?: unknown;
}

/** A run in memory: its state, and what only this process knows of it. */
export class LiveRun {
  readonly state: RunState;
  streams: RunStreams | undefined = undefined;
  settlement: Deferred | undefined = undefined;
  extra: LiveExtra | undefined = undefined;
  /** Nobody has a handle or an id of the run, so it is not remembered once it has completed. */
  anonymous = false;

  constructor(
    readonly program: Program,
    readonly identity: RunIdentity,
    input: unknown,
    /** Where the run stands, if it is not a new one. */
    state?: RunState,
  ) {
    this.state = state ?? new RunState(identity, program.graph.root, input);
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
