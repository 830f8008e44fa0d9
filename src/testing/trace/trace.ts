import type { RunEvent } from '../../core';
import type { AnyOutput } from '../../engine';
import type { Position } from '../../history';
import type { NodeSelector } from './node-selector';
import type { TestedOutcome } from './outcome';
import type { StepCall } from './step-call';

/** The record of a run on a test engine so far. */
export interface Trace {
  readonly runId: string;
  /** Name of its flow. */
  readonly flow: string;
  readonly version: string;
  readonly events: readonly RunEvent[];
  /** The outputs of the steps, on all channels. */
  readonly outputs: readonly AnyOutput[];
  /** The end of the run or, if it has not ended, its status. */
  readonly outcome: TestedOutcome;
  /** The value of `run.result()`; `undefined` if the run has not completed. */
  readonly result: unknown;
  /** Whether the run has ended, or its start was refused. */
  readonly isOver: boolean;
  /** Time from the start to the latest event, on the clock of the engine, in ms. */
  readonly elapsedMs: number;
  /** The attempts of steps and functions, in the order in which they began. */
  readonly calls: readonly StepCall[];
  /** The positions that the run reached, in order: nodes, exits, and steps inside of nodes. */
  readonly taken: readonly Position[];
  /** The current positions of the run: executing, or waiting for time, a signal or a person. */
  readonly standsAt: readonly Position[];
  /** Returns the values emitted on a channel, in order. */
  readonly emitted: (channel: string) => readonly unknown[];
  /**
   * Returns the ids of the places that a selector denotes.
   *
   * @throws {MillraceError} `UNKNOWN_NODE`, with the known nodes, if there are none
   */
  readonly places: (node: NodeSelector) => ReadonlySet<string>;
}
