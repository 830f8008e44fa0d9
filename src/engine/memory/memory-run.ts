import { RunState } from '../../core';
import type { Program } from '../../execution';
import { LiveRun } from '../driver/live-run';
import type { Deferred } from '../handles/deferred';
import type { KnownTask } from '../tasks/task-repository';
import type { RunIdentity } from './run-identity';

/** The optional details of a run in memory. */
export interface MemoryRunDetails {
  /** The digests of received inputs, by idempotency key. */
  received?: Map<string, string>;
  /** The digest of the start, if it has an idempotency key. */
  startDigest?: string;
  /** The key of the flow's queue that the run belongs to. */
  concurrencyKey?: string;
  /** The initial values of the shared store. */
  shared?: Readonly<Record<string, unknown>>;
  /** Removes the listener of the abort signal that the run was started with. */
  detach?: () => void;
  /** Closed tasks, by path. */
  closedTasks?: Map<string, KnownTask>;
}

/** A run kept in memory. */
export class MemoryRun extends LiveRun {
  /** The promise of the outcome, made when a caller first waits for it. */
  deferred: Deferred | undefined = undefined;
  /** Whether no caller has a handle or an id of the run. Such a run is not retained once it has completed. */
  anonymous = false;
  private optionalDetails: MemoryRunDetails | undefined = undefined;

  constructor(
    program: Program,
    readonly identity: RunIdentity,
    input: unknown,
  ) {
    super(program, new RunState(identity, program.graph.root, input));
  }

  /** The details, if there are any. */
  get details(): MemoryRunDetails | undefined {
    return this.optionalDetails;
  }

  /** Returns the details, creating them if necessary. */
  ownDetails(): MemoryRunDetails {
    this.optionalDetails ??= {};
    return this.optionalDetails;
  }
}
