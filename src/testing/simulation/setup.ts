import type { BaseEngineOptions } from '../../engine';
import type { AnyFlow } from '../../flow';
import type { StepContainer } from '../../inversify';
import type { Binding } from '../../inversify/container';
import type { StepClass } from '../../step';

/** The parts of a simulated engine. */
export interface EngineFactoryOptions
  extends Pick<BaseEngineOptions, 'classCodecs' | 'maxPayload' | 'authorize' | 'compensateOnFailure'> {
  readonly container: StepContainer | undefined;
  readonly bindings: readonly Binding[] | undefined;
  readonly flows: readonly AnyFlow[];
  /** Whether doubles replace a step at all its places. */
  readonly isReplaced: (step: StepClass) => boolean;
}
