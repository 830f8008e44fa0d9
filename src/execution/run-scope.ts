import type { RunState } from '../core';
import type { Graph } from '../flow';
import type { StepClass } from '../step';
import type { ItemSource } from './attempt/item-source';
import type { Program } from './registry/program';

/** An attempt that can be released before it has ended. */
export interface Releasable {
  readonly release: (reason: Error) => void;
}

/**
 * The resources that the operations of one run share in this process. Created on first use, since most runs need none.
 */
export interface RunResources {
  /** Attempts in flight that have read their signal or hold a permit, by the number of the operation. */
  releasable?: Map<number, Releasable>;
  /** The reason why operations in flight are no longer needed, for attempts that read their signal only now. */
  abandoned?: Error;
  /** Instances of steps of the scope `run`. */
  instances?: Map<StepClass, object>;
  /** Sources of items that are pulled one by one, by the token on the `each`. */
  sources?: Map<number, ItemSource>;
  /** The original error of the latest failed operation, for the cause of what `result()` rejects with. */
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

/** Returns the resources of a run, after creating them if there are none. */
export function resourcesOf(run: RunScope): RunResources {
  run.resources ??= {};
  return run.resources;
}
