import type { NodeSelector } from '../trace/node-selector';
import type { StepCall } from '../trace/step-call';

/**
 * A record of every call of the steps of a flow, on all test engines. Made by `spyOn`.
 *
 * @throws {MillraceError} `UNKNOWN_NODE` for a node that the flow does not have
 */
export interface FlowSpy {
  /** The attempts of steps and functions, in the order in which they began. */
  readonly calls: readonly StepCall[];
  /** The places of the calls, in the order in which they began. */
  readonly order: readonly string[];
  /** Returns the calls of a node, or of all nodes of a step. */
  readonly callsOf: (node: NodeSelector) => readonly StepCall[];
  readonly wasCalled: (node: NodeSelector) => boolean;
  /** Returns the inputs of the calls. */
  readonly inputsOf: (node: NodeSelector) => readonly unknown[];
  /** Returns the outputs of the completed calls. */
  readonly outputsOf: (node: NodeSelector) => readonly unknown[];
  /** Returns the number of attempts. */
  readonly attemptsOf: (node: NodeSelector) => number;
  /** Clears the record. */
  readonly reset: () => void;
  /** Stops recording. */
  readonly restore: () => void;
}
