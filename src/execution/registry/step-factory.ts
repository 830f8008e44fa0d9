import type { StepClass, StepKind, StepScope } from '../../step';
import type { RunContext } from '../run-context';

/** A place of a flow at which a step or a function stands. */
export interface StepPlace {
  readonly flow: string;
  readonly version: string;
  /** Key of the node in its flow. */
  readonly node: string;
  /** Keys from the outside in, joined by `/`. Events and drawings use the same. */
  readonly place: string;
  readonly kind: StepKind | 'function';
  /** The class of a step, or the function itself. */
  readonly step: StepClass | ((input: never, context: never) => unknown);
}

/** The methods of a step that an engine calls; which of them are there depends on the base. */
export interface StepMethods {
  execute?(input: unknown, context: unknown): unknown;
  skip?(input: unknown, context: unknown): unknown;
  fallback?(failure: unknown, context: unknown): unknown;
  compensate?(committed: unknown, context: unknown): unknown;
  onSuccess?(output: unknown, input: unknown, context: unknown): unknown;
  onFailure?(error: unknown, input: unknown, context: unknown): unknown;
  prepare?(input: unknown, context: unknown): unknown;
  finish?(result: unknown, prepared: unknown, context: unknown): unknown;
  request?(input: unknown, context: unknown): unknown;
  check?(form: unknown, input: unknown, by: string): unknown;
  complete?(form: unknown, input: unknown, context: unknown, completion: unknown): unknown;
}

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
  /**
   * Says who does the work at a place: the step itself, which `real` gives, or somebody else who watches it or does it instead.
   * Default: the step itself.
   */
  readonly override?: (place: StepPlace, real: () => StepMethods) => StepMethods;
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
