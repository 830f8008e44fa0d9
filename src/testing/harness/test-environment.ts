import { type BaseEngineOptions, checkEngineOptions } from '../../engine';
import type { AnyFlow } from '../../flow';
import { VirtualClock } from '../clock/virtual-clock';
import { checkDoubles, isFullyDoubled } from '../doubles/check-doubles';
import { ClockDelayTimer } from '../doubles/clock-delay-timer';
import { DoubleRegistry } from '../doubles/double-registry';
import { type DoubleSpec, doubleSpecOf } from '../doubles/step-double';
import { knownOptions } from '../known-options';
import { listed } from '../listed';
import { answerOf, type ScriptedAnswer } from '../people/answer-task';
import { checkAnswers } from '../people/check-answers';
import { Traces } from '../trace/traces';
import { FlowGraphs } from './flow-graphs';
import { resolveStepFactory } from './resolve-factory';
import { TEST_ENGINE_OPTIONS, type TestEngineOptions } from './test-engine-options';

/** What stands behind a test engine. It is there before the engine is. */
export class TestEnvironment {
  readonly clock: VirtualClock;
  /** The flows that the engine knows. */
  graphs = new FlowGraphs();
  readonly traces = new Traces((flow, version) => this.graphs.of(flow, version));
  /** What people do. */
  readonly answers: readonly ScriptedAnswer[];
  /** What doubles are to do. */
  readonly specs: readonly DoubleSpec[];
  /** How the engine is to work. */
  readonly options: BaseEngineOptions;
  /** Puts back what was changed for the test. */
  readonly restore: () => void;
  /** Whether something is at work that does not wait for the clock. */
  readonly isBusy: () => boolean;
  /** How many operations are at work. */
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
    } = knownOptions(given, TEST_ENGINE_OPTIONS, 'TestEngine');
    checkEngineOptions(options);
    this.answers = listed(answers, 'answers').map(answerOf);
    this.specs = listed(steps, 'steps').map(doubleSpecOf);
    const delayTimer = new ClockDelayTimer(() => this.clock);
    this.isBusy = () => this.executing() > delayTimer.waiting;
    this.clock = new VirtualClock({ start, patience, isBusy: this.isBusy });
    const doubles = new DoubleRegistry(this.specs, delayTimer, (begun) => {
      this.traces.begin(begun);
    });
    const { restore, ...furniture } = resolveStepFactory(given, this.clock, doubles, (step) =>
      isFullyDoubled(step, this.specs, this.graphs.all()),
    );
    this.restore = restore;
    // What flows need is looked at when all of this is there.
    this.options = { strict: true, ...options, ...furniture, clock: this.clock, flows: [] };
  }

  /**
   * Checks doubles and answers against flows that are about to be registered.
   *
   * @throws {DefinitionError} for a double or an answer that has nothing to do
   */
  readonly checkFlows = (flows: readonly AnyFlow[]): void => {
    const more = this.graphs.with(flows);
    checkDoubles(this.specs, more.all());
    checkAnswers(this.answers, more.all());
    this.graphs = more;
  };
}
