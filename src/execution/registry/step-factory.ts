import type { StepClass, StepKind, StepScope } from '../../step';
import type { RunContext } from '../run-context';

/** A place of a flow with a step or a function. */
export interface StepPlace {
  readonly flow: string;
  readonly version: string;
  /** Key of the node in its flow. */
  readonly node: string;
  /** Keys from the outside in, joined by `/`. Events and diagrams use the same ids. */
  readonly place: string;
  readonly kind: StepKind | 'function';
  /** The class of a step, or the function itself. */
  readonly step: StepClass | ((input: never, context: never) => unknown);
}

/** The methods of a step that an engine calls; the base class determines which exist. */
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

/**
 * A factory of step instances, such as a container. Without a container, steps without dependencies are constructed
 * directly.
 */
export interface StepFactory {
  /**
   * Checks that a class can be instantiated, before any run needs it.
   *
   * @throws an error whose message says what is missing and how to fix it
   */
  readonly check: (step: StepClass, scope: StepScope) => void;
  /** Returns an instance. `run` is passed for the scopes `run` and `execution`. */
  readonly create: (step: StepClass, run: RunContext | undefined) => object;
  /**
   * Returns the methods that do the work at a place: those of the step itself, which `real` returns, or a spy or
   * double. Default: the step itself.
   */
  readonly override?: (place: StepPlace, real: () => StepMethods) => StepMethods;
}

type Constructor = new () => object;

/** Constructs steps without a container: their constructors must not need arguments. */
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
