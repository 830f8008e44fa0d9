import type { ServiceIdentifier } from 'inversify';
import type { StepContainer } from './container-factory';

/** What a container is to give, for a while, in place of what is bound. */
export type Binding<T = unknown> = readonly [token: ServiceIdentifier<T>, value: T];

interface Override {
  isOver: boolean;
}

/** What containers are overridden with, the latest last: a container gives back its states in that order only. */
const overrides = new WeakMap<StepContainer, Override[]>();

/**
 * Binds values in place of what a container has. Gives what puts everything back as it was: at once, or as soon as whoever came later
 * has done so, too; what the container has made meanwhile, it forgets. Nothing happens when it is called again. Where there are no
 * bindings, the container stays as it is.
 */
export function overrideBindings(container: StepContainer, bindings: readonly Binding[]): () => void {
  if (bindings.length === 0) return () => undefined;
  const stack = overrides.get(container) ?? [];
  overrides.set(container, stack);
  const override: Override = { isOver: false };
  const restore = (): void => {
    override.isOver = true;
    while (stack.at(-1)?.isOver) {
      stack.pop();
      container.restore();
    }
  };
  container.snapshot();
  stack.push(override);
  try {
    for (const [token, value] of bindings) {
      if (container.isBound(token)) container.unbindSync(token);
      container.bind(token).toConstantValue(value);
    }
  } catch (error) {
    restore();
    throw error;
  }
  return restore;
}
