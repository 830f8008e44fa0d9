import type { RunState } from '../../core';
import type { Program, RunResources, RunScope } from '../../execution';
import type { Graph } from '../../flow';
import type { RunStreams } from '../streams/run-streams';

/** A run in the memory of an engine: its state and its process-local resources. */
export class LiveRun implements RunScope {
  streams: RunStreams | undefined = undefined;
  /** The number of outputs since this engine took the run up. */
  outputs = 0;
  resources: RunResources | undefined = undefined;

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
