import type { ServiceIdentifier } from 'inversify';
import type { StepContainer } from './container-factory';

/** What a container is to give, for a while, in place of what is bound. */
export type Binding<T = unknown> = readonly [token: ServiceIdentifier<T>, value: T];

/** Binds values in place of what a container has. Gives what puts everything back as it was, once. */
export function overrideBindings(container: StepContainer, bindings: readonly Binding[]): () => void {
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
