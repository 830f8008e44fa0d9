import type { ServiceIdentifier } from 'inversify';
import type { StepContainer } from './container-factory';

/** A temporary binding of a container. */
export type Binding<T = unknown> = readonly [token: ServiceIdentifier<T>, value: T];

interface Override {
  isOver: boolean;
}

/** The overrides of each container, the latest last. A container can only restore its states in reverse order. */
const overrides = new WeakMap<StepContainer, Override[]>();

/**
 * Replaces bindings of a container temporarily. Returns a function that restores them: immediately, or as soon as all
 * later overrides are restored. Instances that the container cached in the meantime are dropped. Calling the function
 * again has no effect. Without bindings, the container is not changed.
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
