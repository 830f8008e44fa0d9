import type { Graph } from '../../flow';
import { type NodeSelector, selectedPlaces } from '../trace/node-selector';
import type { StepCall } from '../trace/step-call';

/** Sees every call of the steps of a flow, on all test engines. Made by `spyOn`. */
export class FlowSpy {
  private seen: StepCall[] = [];

  constructor(
    private readonly graph: () => Graph,
    private readonly onRestore: () => void,
  ) {}

  /** Attempts at the work of steps and functions, in the order in which they began. */
  get calls(): readonly StepCall[] {
    return [...this.seen];
  }

  /** Places of the calls, in the order in which they began. */
  get order(): readonly string[] {
    return this.seen.map(({ place }) => place);
  }

  /**
   * The calls of a node, or of all nodes of a step.
   *
   * @throws {MillraceError} `UNKNOWN_NODE` where the flow has none
   */
  callsOf(node: NodeSelector): readonly StepCall[] {
    const places = selectedPlaces([this.graph()], node);
    return this.seen.filter(({ place }) => places.has(place));
  }

  wasCalled(node: NodeSelector): boolean {
    return this.callsOf(node).length > 0;
  }

  /** What the calls were given. */
  inputsOf(node: NodeSelector): readonly unknown[] {
    return this.callsOf(node).map(({ input }) => input);
  }

  /** What the calls gave that completed. */
  outputsOf(node: NodeSelector): readonly unknown[] {
    return this.callsOf(node).flatMap(({ status, output }) => (status === 'completed' ? [output] : []));
  }

  /** How many attempts there were. */
  attemptsOf(node: NodeSelector): number {
    return this.callsOf(node).length;
  }

  /** Adds a call that has begun. */
  see(call: StepCall): void {
    this.seen.push(call);
  }

  /** Forgets what was seen. */
  reset(): void {
    this.seen = [];
  }

  /** Sees nothing more. */
  restore(): void {
    this.onRestore();
  }
}
