import { hasEnded, type RunEvent } from '../../core';
import type { AnyOutput } from '../../engine';
import type { FailureRecord } from '../../errors';
import type { Graph } from '../../flow';
import { type CommittedStep, type GraphSource, type Position, RunViewBuilder } from '../../history';
import type { StartedWork } from '../doubles/double-registry';
import { CallLog } from './call-log';
import { type NodeSelector, selectedPlaces } from './node-selector';
import { type TestedOutcome, testedOutcome } from './outcome';
import type { StepCall } from './step-call';
import type { Trace } from './trace';

/** The trace of a run, which the test engine extends as the run proceeds. */
export class RunTrace implements Trace {
  private readonly recordedEvents: RunEvent[] = [];
  private readonly given: AnyOutput[] = [];
  private readonly log = new CallLog();
  private refusal: TestedOutcome | undefined = undefined;
  private readonly builder: RunViewBuilder;

  constructor(
    readonly runId: string,
    /** The compiled flow. */
    readonly graph: Graph,
    /** The graphs of the versions to which the run may be moved. */
    graphs: GraphSource = graph,
  ) {
    this.builder = new RunViewBuilder(graphs);
  }

  get flow(): string {
    return this.graph.name;
  }

  get version(): string {
    return this.graph.version;
  }

  get events(): readonly RunEvent[] {
    return this.recordedEvents;
  }

  get outputs(): readonly AnyOutput[] {
    return this.given;
  }

  get outcome(): TestedOutcome {
    return this.refusal ?? testedOutcome(this.builder.outcome);
  }

  get result(): unknown {
    const { outcome } = this;
    if (outcome.status !== 'completed') return undefined;
    const { action, value } = outcome;
    return this.graph.root.exits > 1 ? { action, value } : value;
  }

  get isOver(): boolean {
    const { status } = this.outcome;
    return status === 'refused' || hasEnded(status);
  }

  get elapsedMs(): number {
    return (this.recordedEvents.at(-1)?.at ?? 0) - (this.recordedEvents[0]?.at ?? 0);
  }

  get calls(): readonly StepCall[] {
    return this.log.calls;
  }

  get taken(): readonly Position[] {
    return this.builder.route;
  }

  /** The visits that the run has committed. */
  get committed(): readonly CommittedStep[] {
    return this.builder.committed;
  }

  get standsAt(): readonly Position[] {
    if (hasEnded(this.builder.outcome.status)) return [];
    const steps = this.builder.currentPlaces.filter((place) => place.isStep);
    return steps.map(({ place, node }) => ({ place, node }));
  }

  emitted(channel: string): readonly unknown[] {
    return this.given.flatMap((output) => (output.channel === channel ? [output.value] : []));
  }

  places(node: NodeSelector): ReadonlySet<string> {
    return selectedPlaces([this.graph], node);
  }

  /** Records that the start was refused. */
  refuse(failure: FailureRecord): void {
    this.refusal = { status: 'refused', failure };
  }

  /** Adds an attempt that begins. */
  begin(begun: StartedWork, order: number): StepCall {
    return this.log.begin(begun, order);
  }

  /** Adds an event. */
  onEvent(event: RunEvent): void {
    this.recordedEvents.push(event);
    this.builder.add(event);
    this.log.onEvent(event);
  }

  /** Adds an output. */
  onOutput(output: AnyOutput): void {
    this.given.push(output);
  }
}
