import type { BaseEngineOptions } from '../engine';
import { boundResilience } from './bound-resilience';
import { containerFactory, type StepContainer } from './container-factory';

/** What an engine takes from a container. Guards are bound before any step is made, so that clients find them. */
export function fromContainer(
  container: StepContainer,
  options: BaseEngineOptions,
): Pick<BaseEngineOptions, 'factory' | 'resilience'> {
  const resilience = boundResilience(container, options.resilience, options);
  return { factory: containerFactory(container), resilience };
}
