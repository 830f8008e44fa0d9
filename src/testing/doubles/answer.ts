import type { InOf, RoutesOf } from '../../flow';
import { type Duration, durationMs, type Finished, type Items, type StepContext } from '../../step';

/** What {@link real}, {@link hang} and {@link after} give: an answer that is no outcome. */
export class SpecialAnswer {
  constructor(
    readonly kind: 'real' | 'hang' | 'after',
    readonly delay: Duration = 0,
    readonly then?: unknown,
  ) {
    Object.freeze(this);
  }
}

/** Lets the step itself do the work. */
export const real: SpecialAnswer = new SpecialAnswer('real');

/** Never ends, until a timeout or the end of the run puts an end to it. */
export const hang: SpecialAnswer = new SpecialAnswer('hang');

/** What a double is asked with. Of a `BatchStep` that is one item. */
export type GivenTo<S> = InOf<S> extends Items<infer Item> ? (IsBatch<S> extends true ? Item : InOf<S>) : InOf<S>;

/** What a step gives: a value, a route where it has several ways out, or the result for one item of a `BatchStep`. */
export type OutcomeOf<S> =
  IsBatch<S> extends true
    ? RoutesOf<S> extends { readonly next: readonly (infer Result)[] }
      ? Result
      : never
    : Finished<RoutesOf<S>>;

/** A step whose `execute` is called with something else than its input, which neither the step nor a person prepares. */
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
 * What a double does when it is asked: gives an outcome, fails with an error, asks a function that gives either, or does what a
 * {@link SpecialAnswer} says.
 */
export type Answer<S> =
  | OutcomeOf<S>
  | Error
  | SpecialAnswer
  | ((given: GivenTo<S>, context: StepContext) => OutcomeOf<S> | Promise<OutcomeOf<S>>);

/**
 * An answer that comes later, on the clock of the engine.
 *
 * @throws {MillraceError} `INVALID_OPTION` for what is no duration
 * @example mockStep(Charge, after('2h', receipt))
 */
export function after(delay: Duration, answer: unknown): SpecialAnswer {
  durationMs(delay, 'after');
  return new SpecialAnswer('after', delay, answer);
}

/** Whether an answer leaves a call to the step itself. */
export function leavesWork(answer: unknown): boolean {
  return answer instanceof SpecialAnswer && (answer.kind === 'real' || leavesWork(answer.then));
}
