import type { RunState } from '../core';
import type { Graph } from '../flow';
import type { StepClass } from '../step';
import type { ItemSource } from './attempt/item-source';
import type { Program } from './registry/program';

/** An attempt that can be released before it has ended. */
export interface Releasable {
  readonly release: (reason: Error) => void;
}

/** What the operations of one run share in this process. Made on first use, since most runs need none of it. */
export interface RunResources {
  /** Attempts in flight that have read their signal or hold a permit, by the number of the operation. */
  releasable?: Map<number, Releasable>;
  /** The reason why nothing in flight is needed any more, for attempts that ask for their signal only now. */
  abandoned?: Error;
  /** Instances of steps of the scope `run`. */
  instances?: Map<StepClass, object>;
  /** Sources of items that are pulled one by one, by the token that stands on the `each`. */
  sources?: Map<number, ItemSource>;
  /** The live error of the latest operation that failed, for the cause of what `result()` rejects with. */
  lastError?: unknown;
}

/** A run, as far as the execution of one operation needs it. */
export interface RunScope {
  readonly id: string;
  readonly program: Program;
  readonly graph: Graph;
  readonly state: RunState;
  resources: RunResources | undefined;
}

/** Returns the resources of a run, which are made if there are none. */
export function resourcesOf(run: RunScope): RunResources {
  run.resources ??= {};
  return run.resources;
}
