import type { ServiceIdentifier } from 'inversify';
import type { StepContainer } from './container-factory';

/** What a container is to give, for a while, in place of what is bound. */
export type Binding<T = unknown> = readonly [token: ServiceIdentifier<T>, value: T];

/**
 * Binds values in place of what a container has. Gives what puts everything back as it was, once: what the container
 * has made meanwhile, it forgets. Where there are none, it stays the container that it is.
 */
export function overrideBindings(container: StepContainer, bindings: readonly Binding[]): () => void {
  if (bindings.length === 0) return () => undefined;
  container.snapshot();
  for (const [token, value] of bindings) {
    if (container.isBound(token)) container.unbindSync(token);
    container.bind(token).toConstantValue(value);
  }
  let isRestored = false;
  return () => {
    if (!isRestored) container.restore();
    isRestored = true;
  };
}
