import { plainFactory, type StepFactory } from '../../engine';
import { invalidOption } from '../../errors';
import type * as adapter from '../../inversify/from-container';
import type * as overriding from '../../inversify/override-bindings';
import type { Resilience } from '../../resilience';
import type { Clock, StepClass } from '../../step';
import { SpecialAnswer } from '../doubles/answer';
import type { Cast } from '../doubles/cast';
import type { StepDouble } from '../doubles/step-double';
import type { TestEngineOptions } from './test-engine-options';

/** Where an engine gets its steps from. */
export interface Furniture {
  readonly factory: StepFactory;
  readonly resilience?: Resilience | undefined;
  /** Puts back what was changed for the test. */
  readonly restore: () => void;
}

/** Lets doubles play, and takes from a container what they do not. */
export function furnish(
  { container, bindings = [], steps = [], factory, random }: TestEngineOptions,
  clock: Clock,
  cast: Cast,
): Furniture {
  if (!container) {
    if (bindings.length > 0) throw invalidOption('bindings', 'none where no container is given', bindings);
    return { factory: staged(factory ?? plainFactory, steps, cast), restore: () => undefined };
  }
  const restore = loadOverriding().overrideBindings(container, bindings);
  try {
    const taken = loadAdapter().fromContainer(container, { clock, ...(random && { random }) });
    return { ...taken, factory: staged(taken.factory ?? plainFactory, steps, cast), restore };
  } catch (error) {
    restore();
    throw error;
  }
}

/** A class that a double plays everywhere need not be makeable. */
function staged({ check, create }: StepFactory, doubles: readonly StepDouble[], cast: Cast): StepFactory {
  const replaced = new Set<unknown>(
    doubles.flatMap(({ part }) => (part.node === undefined && !part.answers.some(isReal) ? [part.source] : [])),
  );
  return {
    check: (step: StepClass, scope) => {
      if (!replaced.has(step)) check(step, scope);
    },
    create,
    cast: cast.of,
  };
}

function isReal(answer: unknown): boolean {
  return answer instanceof SpecialAnswer && answer.kind === 'real';
}

// Loaded only where a container is given: a harness without one does not need inversify.

function loadAdapter(): typeof adapter {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loading late is the purpose
  return require('../../inversify/from-container') as typeof adapter;
}

function loadOverriding(): typeof overriding {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loading late is the purpose
  return require('../../inversify/override-bindings') as typeof overriding;
}
