import { type Engine, LocalEngine, type LocalEngineOptions } from './engine';
import type * as adapter from './inversify';
import type { StepContainer } from './inversify';

/** What {@link createEngine} takes. */
export interface EngineOptions extends Omit<LocalEngineOptions, 'factory'> {
  /** Makes the steps. Without one, steps are constructed without arguments. */
  readonly container?: StepContainer | undefined;
}

/**
 * Makes an engine that runs flows in this process.
 *
 * @throws {DefinitionError} that lists every step that cannot be made, by flow and node
 * @example
 * const engine = await createEngine({ container, flows: [fulfilment] });
 */
export async function createEngine({ container, ...options }: EngineOptions = {}): Promise<Engine> {
  const engine = new LocalEngine({ ...options, factory: container && loadAdapter().containerFactory(container) });
  await engine.ready();
  return engine;
}

/** Loaded only where a container is given: an engine without one does not need inversify. */
function loadAdapter(): typeof adapter {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loading late is the purpose
  return require('./inversify') as typeof adapter;
}
