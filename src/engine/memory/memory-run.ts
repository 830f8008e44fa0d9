import { RunState } from '../../core';
import type { Program } from '../../execution/registry/program';
import { LiveRun } from '../driver/live-run';
import type { Deferred } from '../handles/deferred';
import type { KnownTask } from '../tasks/task-repository';
import type { RunIdentity } from './run-identity';

/** What only some runs in memory have. */
export interface MemoryRunDetails {
  /** What was received with an idempotency key, by that key. */
  received?: Map<string, ReceivedInput>;
  /** The key of the flow's queue that the run belongs to. */
  concurrencyKey?: string;
  /** The values that the shared store begins with. */
  shared?: Readonly<Record<string, unknown>>;
  /** Removes the listener of the abort signal that the run was started with. */
  detach?: () => void;
  /** Closed tasks, by path. */
  closedTasks?: Map<string, KnownTask>;
}

/** A signal or a task action that a run has received. */
export interface ReceivedInput {
  readonly name: string;
  readonly payload: unknown;
}

/** A run that is kept in memory. */
export class MemoryRun extends LiveRun {
  /** The promise of those who wait for the outcome. */
  deferred: Deferred | undefined = undefined;
  /** Whether no one has a handle or an id of the run, so that it is not retained once it has completed. */
  anonymous = false;
  private made: MemoryRunDetails | undefined = undefined;

  constructor(
    program: Program,
    readonly identity: RunIdentity,
    input: unknown,
  ) {
    super(program, new RunState(identity, program.graph.root, input));
  }

  /** The details, if there are any. */
  get details(): MemoryRunDetails | undefined {
    return this.made;
  }

  /** Returns the details, which are made if there are none. */
  ownDetails(): MemoryRunDetails {
    this.made ??= {};
    return this.made;
  }
}
