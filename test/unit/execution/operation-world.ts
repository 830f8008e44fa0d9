import type { AnyFlow } from 'millrace';
import { Resilience } from 'millrace/resilience';
import { VirtualClock } from 'millrace/testing';
import {
  advance,
  type CoreInput,
  type Effect,
  ExecuteEffect,
  type OperationCompleted,
  type OperationFailed,
  RunState,
  TransitionContext,
} from '../../../src/core';
import { OperationRunner } from '../../../src/execution/operation-runner';
import { FlowRegistry } from '../../../src/execution/registry/flow-registry';
import type { Program } from '../../../src/execution/registry/program';
import { plainFactory } from '../../../src/execution/registry/step-factory';
import type { RunScope } from '../../../src/execution/run-scope';
import { TurnScheduler } from '../../../src/execution/turn-scheduler';
import { directoryOf } from '../../../src/resilience/guards';
import { PayloadCodec } from '../../../src/storage/payloads';

export type OperationOutcome = OperationCompleted | OperationFailed;

/** A run that is moved by the test, with no engine. */
export class TestRun implements RunScope {
  readonly id = 'run-1';
  readonly state: RunState;
  resources: RunScope['resources'] = undefined;

  constructor(
    readonly program: Program,
    input: unknown,
  ) {
    const info = {
      id: this.id,
      correlationId: this.id,
      tags: [],
      idempotencyKey: undefined,
      compensateOnFailure: true,
    };
    this.state = new RunState(info, program.graph.root, input);
  }

  get graph() {
    return this.program.graph;
  }

  apply(input: CoreInput): readonly Effect[] {
    const context = new TransitionContext();
    advance(context, this.graph, this.state, input);
    return context.effects;
  }
}

/** An operation runner with a virtual clock, and everything that it reports. */
export class OperationWorld {
  readonly clock = new VirtualClock({ start: 1000 });
  readonly outputs: unknown[] = [];
  readonly hookFailures: unknown[] = [];
  isOwner = true;
  readonly runner: OperationRunner<TestRun>;
  private readonly registry: FlowRegistry;

  constructor(codec?: PayloadCodec) {
    const { clock } = this;
    const guards = directoryOf(new Resilience({ clock }));
    this.registry = new FlowRegistry(plainFactory, guards, codec ?? new PayloadCodec({}));
    this.runner = new OperationRunner<TestRun>({
      clock,
      turns: new TurnScheduler(clock),
      random: () => 0.5,
      factory: plainFactory,
      guards,
      codec,
      mayBegin: () => this.isOwner,
      onOutput: (run, { path, attempt }, channel, value) => {
        this.outputs.push([run.id, path, attempt, channel, value]);
      },
      onHookFailure: (run, error) => {
        this.hookFailures.push([run.id, error]);
      },
    });
  }

  /** Starts a run. Returns it with its first operation. */
  start(flow: AnyFlow, input?: unknown): { readonly run: TestRun; readonly operation: ExecuteEffect } {
    this.registry.add([flow]);
    const program = this.registry.find(flow);
    if (!program) throw new Error('the flow was not registered');
    const run = new TestRun(program, input);
    return { run, operation: operationIn(run.apply({ type: 'run.start', at: this.clock.now(), random: 0.5 })) };
  }

  /** Performs the first operation of a new run. */
  performFirst(flow: AnyFlow, input?: unknown): Promise<OperationOutcome> {
    const { run, operation } = this.start(flow, input);
    return this.runner.perform(run, operation);
  }
}

/** Returns the one operation among effects. */
export function operationIn(effects: readonly Effect[]): ExecuteEffect {
  const [operation, ...others] = effects.filter((effect) => effect instanceof ExecuteEffect);
  if (!operation || others.length > 0) throw new Error(`expected one operation, got ${effects.length} effects`);
  return operation;
}
