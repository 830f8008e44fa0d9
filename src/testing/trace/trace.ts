import type { RunEvent } from '../../core';
import type { AnyOutput } from '../../engine';
import type { Position } from '../../history';
import type { NodeSelector } from './node-selector';
import type { TestedOutcome } from './outcome';
import type { StepCall } from './step-call';

/** Everything that a run on a test engine has done so far. */
export interface Trace {
  readonly runId: string;
  /** Name of its flow. */
  readonly flow: string;
  readonly version: string;
  readonly events: readonly RunEvent[];
  /** What steps have emitted, on all channels. */
  readonly outputs: readonly AnyOutput[];
  /** How the run has ended or, while it has not, in which status it is. */
  readonly outcome: TestedOutcome;
  /** What `run.result()` gives; `undefined` while the run has not completed. */
  readonly result: unknown;
  /** Whether the run has ended, or was not even started. */
  readonly isOver: boolean;
  /** How much time has passed from its start to its latest event, on the engine's clock, in ms. */
  readonly elapsedMs: number;
  /** Every attempt at the work of a step or function, in the order in which they began. */
  readonly calls: readonly StepCall[];
  /** What the run has come to, in order: nodes, exits, and steps inside of nodes. */
  readonly taken: readonly Position[];
  /** Where the run stands: at work, or waiting for time, a signal or a person. */
  readonly standsAt: readonly Position[];
  /** The values that were emitted on a channel, in order. */
  readonly emitted: (channel: string) => readonly unknown[];
  /**
   * Ids of the places of the flow that a name or a step means.
   *
   * @throws {MillraceError} `UNKNOWN_NODE` where there are none; it lists those there are
   */
  readonly places: (node: NodeSelector) => ReadonlySet<string>;
}
