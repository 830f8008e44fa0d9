import { type BaseEngineOptions, checkEngineOptions } from '../../engine';
import { knownOptions } from '../../errors';
import type { AnyFlow } from '../../flow';
import { VirtualClock } from '../clock/virtual-clock';
import { checkDoubles, isFullyDoubled } from '../doubles/check-doubles';
import { ClockDelayTimer } from '../doubles/clock-delay-timer';
import { DoubleRegistry } from '../doubles/double-registry';
import { type DoubleSpec, doubleSpecOf } from '../doubles/step-double';
import { listed } from '../listed';
import { answerOf, type ScriptedAnswer } from '../people/answer-task';
import { checkAnswers } from '../people/check-answers';
import { Traces } from '../trace/traces';
import { FlowGraphs } from './flow-graphs';
import { resolveStepFactory } from './resolve-factory';
import { TEST_ENGINE_OPTIONS, type TestEngineOptions } from './test-engine-options';

/** The parts of a test engine, which are made before the engine. */
export class TestEnvironment {
  readonly clock: VirtualClock;
  /** The flows of the engine. */
  graphs = new FlowGraphs();
  readonly traces = new Traces((flow, version) => this.graphs.of(flow, version));
  /** The answers of people to tasks. */
  readonly answers: readonly ScriptedAnswer[];
  /** The specifications of the doubles. */
  readonly specs: readonly DoubleSpec[];
  /** The options of the engine. */
  readonly options: BaseEngineOptions;
  /** Restores the bindings that were replaced for the test. */
  readonly restore: () => void;
  /** Whether there is work in progress that does not wait for the clock. */
  readonly isBusy: () => boolean;
  /** Returns the number of operations in progress. */
  executing: () => number = () => 0;

  constructor(given: TestEngineOptions) {
    const {
      container: _container,
      bindings: _bindings,
      steps = [],
      answers = [],
      start,
      patience,
      ...options
    } = knownOptions(given, TEST_ENGINE_OPTIONS, 'createTestEngine()');
    checkEngineOptions(options);
    this.answers = listed(answers, 'answers').map(answerOf);
    this.specs = listed(steps, 'steps').map(doubleSpecOf);
    const delayTimer = new ClockDelayTimer(() => this.clock);
    this.isBusy = () => this.executing() > delayTimer.waiting;
    this.clock = new VirtualClock({ start, patience, isBusy: this.isBusy });
    const doubles = new DoubleRegistry(this.specs, delayTimer, (begun) => {
      this.traces.begin(begun);
    });
    const { restore, ...resolved } = resolveStepFactory(given, this.clock, doubles, (step) =>
      isFullyDoubled(step, this.specs, this.graphs.all()),
    );
    this.restore = restore;
    // The needs of flows are checked once all parts exist.
    this.options = { strict: true, ...options, ...resolved, clock: this.clock, flows: [] };
  }

  /**
   * Checks doubles and answers against flows that are about to be registered.
   *
   * @throws {DefinitionError} for a double or an answer without a place in the flows
   */
  readonly checkFlows = (flows: readonly AnyFlow[]): void => {
    const more = this.graphs.with(flows);
    checkDoubles(this.specs, more.all());
    checkAnswers(this.answers, more.all());
    this.graphs = more;
  };
}
