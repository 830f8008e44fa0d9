import { checkEngineOptions, type LocalEngineOptions } from '../../engine';
import { VirtualClock } from '../clock/virtual-clock';
import { isPlayed } from '../doubles/check-doubles';
import { ClockStage } from '../doubles/clock-delay-timer';
import { Cast } from '../doubles/double-registry';
import { type Part, partOf } from '../doubles/step-double';
import { knownOptions } from '../known-options';
import { listed } from '../listed';
import { answerOf, type TaskAnswer } from '../people/answer-task';
import { Traces } from '../trace/traces';
import { FlowGraphs } from './flow-graphs';
import { furnish } from './resolve-factory';
import { TEST_ENGINE_OPTIONS, type TestEngineOptions } from './test-engine-options';

/** What stands behind a test engine. It is there before the engine is. */
export class Backstage {
  readonly clock: VirtualClock;
  /** The flows that the engine knows. */
  graphs = new FlowGraphs();
  readonly traces = new Traces((flow, version) => this.graphs.of(flow, version));
  /** What people do. */
  readonly answers: readonly TaskAnswer[];
  /** What doubles are to do. */
  readonly parts: readonly Part[];
  /** How the engine is to work. */
  readonly options: LocalEngineOptions;
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
    this.parts = listed(steps, 'steps').map(partOf);
    const stage = new ClockStage(() => this.clock);
    this.isBusy = () => this.executing() > stage.waiting;
    this.clock = new VirtualClock({ start, patience, isBusy: this.isBusy });
    const cast = new Cast(this.parts, stage, (begun) => {
      this.traces.begin(begun);
    });
    const { restore, ...furniture } = furnish(given, this.clock, cast, (step) =>
      isPlayed(step, this.parts, this.graphs.all()),
    );
    this.restore = restore;
    // What flows need is looked at when all of this is there.
    this.options = { strict: true, ...options, ...furniture, clock: this.clock, flows: [] };
  }
}
