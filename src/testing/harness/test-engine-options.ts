import type { BaseEngineOptions } from '../../engine';
import type { StepContainer } from '../../inversify';
import type { Binding } from '../../inversify/container';
import type { VirtualClockOptions } from '../clock/virtual-clock';
import type { StepDouble } from '../doubles/step-double';
import type { ScriptedAnswer } from '../people/answer-task';

/** The options of a {@link TestEngine}. */
export interface TestEngineOptions
  extends Omit<BaseEngineOptions, 'clock' | 'resilience' | 'keepAlive'>,
    Pick<VirtualClockOptions, 'start' | 'patience'> {
  /** Creates the steps. Default: steps are constructed without arguments. */
  readonly container?: StepContainer | undefined;
  /** Replaces bindings of the container until the engine is stopped: `[[Warehouse, fake]]`. */
  readonly bindings?: readonly Binding[] | undefined;
  /** Doubles of steps, made by `mockStep` and `mockNode`. Steps replaced at all their places are not created. */
  readonly steps?: readonly StepDouble[] | undefined;
  /** Answers of people to tasks, made by `answerTask`. */
  readonly answers?: readonly ScriptedAnswer[] | undefined;
}

/** The names of all options of a {@link TestEngine}. */
export const TEST_ENGINE_OPTIONS = {
  container: true,
  bindings: true,
  steps: true,
  answers: true,
  start: true,
  patience: true,
  flows: true,
  factory: true,
  random: true,
  strict: true,
  classCodecs: true,
  maxPayload: true,
  retainedEvents: true,
  retainedRuns: true,
  authorize: true,
  compensateOnFailure: true,
} as const satisfies Readonly<Record<keyof TestEngineOptions, true>>;
