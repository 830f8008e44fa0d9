import type { AnyOutput } from '../../engine';
import type { FailureRecord } from '../../errors';
import type { Graph } from '../../flow';
import { hasEnded, type RunEvent } from '../../run';
import type { Begun } from '../doubles/cast';
import { arrivals } from './arrivals';
import { CallLog } from './call-log';
import { outcomeOf, type TestedOutcome } from './outcome';
import type { Position } from './position';
import { standing } from './standing';
import type { StepCall } from './step-call';

/** Everything that a run on a test engine has done so far. */
export class Trace {
  private readonly heard: RunEvent[] = [];
  private readonly given: AnyOutput[] = [];
  private readonly log = new CallLog();
  private refusal: FailureRecord | undefined = undefined;

  constructor(
    readonly runId: string,
    /** The flow as it is executed. */
    readonly graph: Graph,
  ) {}

  get events(): readonly RunEvent[] {
    return this.heard;
  }

  /** What steps have emitted, on all channels. */
  get outputs(): readonly AnyOutput[] {
    return this.given;
  }

  /** How the run has ended or, while it has not, in which status it is. */
  get outcome(): TestedOutcome {
    return this.refusal ? { status: 'refused', failure: this.refusal } : outcomeOf(this.heard);
  }

  /** Whether the run has ended, or was not even started. */
  get isOver(): boolean {
    const { status } = this.outcome;
    return status === 'refused' || hasEnded(status);
  }

  /** Every attempt at the work of a step or function, in the order in which they began. */
  get calls(): readonly StepCall[] {
    return this.log.calls;
  }

  /** What the run has come to, in order: nodes, exits, and steps inside of nodes. */
  get taken(): readonly Position[] {
    const { start } = this.graph.root;
    return arrivals(this.heard, start && { place: start.id, node: start.node });
  }

  /** Where the run stands: at work, or waiting for time, a signal or a person. */
  get standsAt(): readonly Position[] {
    return standing(this.heard);
  }

  /** The values that were emitted on a channel, in order. */
  emitted(channel: string): readonly unknown[] {
    return this.given.flatMap((output) => (output.channel === channel ? [output.value] : []));
  }

  /** The run was not even started. */
  refuse(failure: FailureRecord): void {
    this.refusal = failure;
  }

  /** Adds what a step or its double is about to do. */
  begin(begun: Begun, order: number): StepCall {
    return this.log.begin(begun, order);
  }

  /** Adds an event. Gives the call that has ended with it, if one has. */
  hear(event: RunEvent): StepCall | undefined {
    this.heard.push(event);
    return this.log.hear(event);
  }

  /** Adds an output. */
  take(output: AnyOutput): void {
    this.given.push(output);
  }
}
