import type { BaseEngineOptions } from '../../engine';
import { boundResilience } from './bound-resilience';
import { containerFactory, type StepContainer } from './container-factory';

/** Returns the engine options that a container provides. Guards are bound before any step is created. */
export function fromContainer(
  container: StepContainer,
  options: BaseEngineOptions,
): Pick<BaseEngineOptions, 'factory' | 'resilience'> {
  const resilience = boundResilience(container, options.resilience, options);
  return { factory: containerFactory(container), resilience };
}
