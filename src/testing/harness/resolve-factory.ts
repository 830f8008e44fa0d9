import { plainFactory, type StepFactory } from '../../engine';
import { invalidOption } from '../../errors';
import type * as adapter from '../../inversify/container';
import type { Resilience } from '../../resilience';
import type { Clock, StepClass } from '../../step';
import type { DoubleRegistry } from '../doubles/double-registry';
import type { TestEngineOptions } from './test-engine-options';

/** The step factory of an engine. */
export interface ResolvedFactory {
  readonly factory: StepFactory;
  readonly resilience?: Resilience | undefined;
  /** Restores the bindings that were replaced for the test. */
  readonly restore: () => void;
}

/** Returns the step factory of an engine: doubles first, then a container. */
export function resolveStepFactory(
  { container, bindings = [], factory, random }: TestEngineOptions,
  clock: Clock,
  doubles: Pick<DoubleRegistry, 'of'>,
  isReplaced: (step: StepClass) => boolean,
): ResolvedFactory {
  if (!container) {
    if (bindings.length > 0)
      throw invalidOption('bindings', 'none without a container', bindings, 'createTestEngine()');
    return { factory: withDoubles(factory ?? plainFactory, doubles, isReplaced), restore: () => undefined };
  }
  const { overrideBindings, fromContainer } = loadAdapter();
  const restore = overrideBindings(container, bindings);
  try {
    const provided = fromContainer(container, { clock, ...(random && { random }) });
    return { ...provided, factory: withDoubles(provided.factory ?? plainFactory, doubles, isReplaced), restore };
  } catch (error) {
    restore();
    throw error;
  }
}

/** Skips the check of a class that doubles replace everywhere. */
function withDoubles(
  { check, create }: StepFactory,
  doubles: Pick<DoubleRegistry, 'of'>,
  isReplaced: (step: StepClass) => boolean,
): StepFactory {
  return {
    check: (step, scope) => {
      if (!isReplaced(step)) check(step, scope);
    },
    create,
    override: doubles.of,
  };
}

/** Loads the adapter on first use: a harness without a container does not need inversify. */
function loadAdapter(): typeof adapter {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- lazy loading is intended
  return require('../../inversify/container') as typeof adapter;
}
