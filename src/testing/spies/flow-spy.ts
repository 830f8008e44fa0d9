import type { NodeSelector } from '../trace/node-selector';
import type { StepCall } from '../trace/step-call';

/**
 * Sees every call of the steps of a flow, on all test engines. Made by `spyOn`.
 *
 * @throws {MillraceError} `UNKNOWN_NODE` where it is asked for a node that the flow does not have
 */
export interface FlowSpy {
  /** Attempts at the work of steps and functions, in the order in which they began. */
  readonly calls: readonly StepCall[];
  /** Places of the calls, in the order in which they began. */
  readonly order: readonly string[];
  /** The calls of a node, or of all nodes of a step. */
  readonly callsOf: (node: NodeSelector) => readonly StepCall[];
  readonly wasCalled: (node: NodeSelector) => boolean;
  /** What the calls were given. */
  readonly inputsOf: (node: NodeSelector) => readonly unknown[];
  /** What the calls gave that completed. */
  readonly outputsOf: (node: NodeSelector) => readonly unknown[];
  /** How many attempts there were. */
  readonly attemptsOf: (node: NodeSelector) => number;
  /** Forgets what was seen. */
  readonly reset: () => void;
  /** Sees nothing more. */
  readonly restore: () => void;
}
