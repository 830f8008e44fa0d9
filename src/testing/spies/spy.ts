import type { Graph } from '../../flow';
import { type NodeSelector, selectedPlaces } from '../trace/node-selector';
import type { StepCall } from '../trace/step-call';
import type { FlowSpy } from './flow-spy';

/** The implementation of a {@link FlowSpy}. */
export class Spy implements FlowSpy {
  private recordedCalls: StepCall[] = [];

  constructor(
    private readonly graph: Graph,
    private readonly onRestore: () => void,
  ) {}

  get calls(): readonly StepCall[] {
    return [...this.recordedCalls];
  }

  get order(): readonly string[] {
    return this.recordedCalls.map(({ place }) => place);
  }

  callsOf(node: NodeSelector): readonly StepCall[] {
    const places = selectedPlaces([this.graph], node);
    return this.recordedCalls.filter(({ place }) => places.has(place));
  }

  wasCalled(node: NodeSelector): boolean {
    return this.callsOf(node).length > 0;
  }

  inputsOf(node: NodeSelector): readonly unknown[] {
    return this.callsOf(node).map(({ input }) => input);
  }

  outputsOf(node: NodeSelector): readonly unknown[] {
    return this.callsOf(node).flatMap(({ status, output }) => (status === 'completed' ? [output] : []));
  }

  attemptsOf(node: NodeSelector): number {
    return this.callsOf(node).length;
  }

  /** Adds a call that has begun. */
  record(call: StepCall): void {
    this.recordedCalls.push(call);
  }

  reset(): void {
    this.recordedCalls = [];
  }

  restore(): void {
    this.onRestore();
  }
}
