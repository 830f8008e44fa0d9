import type { InOf, RoutesOf } from '../../flow';
import { type Duration, durationMs, type Finished, type Items, type StepContext } from '../../step';

/** An answer other than an outcome: {@link real}, {@link hang} or {@link after}. */
export class SpecialAnswer {
  constructor(
    readonly kind: 'real' | 'hang' | 'after',
    readonly delay: Duration = 0,
    readonly then?: unknown,
  ) {
    Object.freeze(this);
  }
}

/** Calls the step itself. */
export const real: SpecialAnswer = new SpecialAnswer('real');

/** Hangs until a timeout or the end of the run. */
export const hang: SpecialAnswer = new SpecialAnswer('hang');

/** The input of a double; for a `BatchStep`, one item. */
export type DoubleInput<S> = InOf<S> extends Items<infer Item> ? (IsBatch<S> extends true ? Item : InOf<S>) : InOf<S>;

/** The outcome of a step: a value, a route if it has several actions, or the result for one item of a `BatchStep`. */
export type OutcomeOf<S> =
  IsBatch<S> extends true
    ? RoutesOf<S> extends { readonly next: readonly (infer Result)[] }
      ? Result
      : never
    : Finished<RoutesOf<S>>;

/** Whether a step is a `BatchStep`: its `execute` takes neither its input, nor a prepared value, nor a form. */
type IsBatch<S> = S extends abstract new (
  ...dependencies: never
) => { readonly '~types': { readonly in: infer In; readonly body: infer Body } }
  ? [In, Body] extends [Body, In]
    ? false
    : S extends abstract new (
          ...dependencies: never
        ) => { readonly prepare: unknown } | { readonly request: unknown }
      ? false
      : true
  : false;

/**
 * The answer of a double to a call: an outcome, an error to fail with, a function that returns either, or a
 * {@link SpecialAnswer}.
 */
export type Answer<S> =
  | OutcomeOf<S>
  | Error
  | SpecialAnswer
  | ((given: DoubleInput<S>, context: StepContext) => OutcomeOf<S> | Promise<OutcomeOf<S>>);

/**
 * Delays an answer, on the clock of the engine.
 *
 * @throws {MillraceError} `INVALID_OPTION` for an invalid duration
 * @example mockStep(Charge, after('2h', receipt))
 */
export function after(delay: Duration, answer: unknown): SpecialAnswer {
  durationMs(delay, 'after');
  return new SpecialAnswer('after', delay, answer);
}

/** Whether an answer calls the step itself. */
export function callsOriginal(answer: unknown): boolean {
  return answer instanceof SpecialAnswer && (answer.kind === 'real' || callsOriginal(answer.then));
}
