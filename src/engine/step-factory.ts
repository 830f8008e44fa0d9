import type { StepClass, StepScope } from '../step';
import type { RunContext } from './run-context';

/** Where instances of step classes come from. A container is one; without one, steps without dependencies are just made. */
export interface StepFactory {
  /**
   * Makes sure that a class can be made, before any run needs it.
   *
   * @throws an error whose message says what is missing and how to mend it
   */
  readonly check: (step: StepClass, scope: StepScope) => void;
  /** Makes an instance. `run` is there for the scopes `run` and `execution`. */
  readonly create: (step: StepClass, run: RunContext | undefined) => object;
}

type Constructor = new () => object;

/** Makes steps without a container: their constructors must not need anything. */
export const plainFactory: StepFactory = Object.freeze({
  check(step: StepClass): void {
    const { length, name } = step as unknown as Constructor;
    if (length === 0) return;

    throw new Error(
      `the constructor of ${name} needs ${length} argument(s); give createEngine a container that has them`,
    );
  },
  create: (step: StepClass): object => new (step as unknown as Constructor)(),
});
