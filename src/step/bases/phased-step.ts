import type { StepContext, WorkContext } from '../context';
import { type Routed, type RoutedOf, route } from '../routed';
import type { StepFailure } from '../step-failure';
import { markBase } from './step-class';
import type { RoutesWithout, StepTypes, SystemAction } from './step-types';

/** The result of `finish`: a route, or the bare value if the table is `{ next: Out }`. */
export type Finished<Routes> = [keyof Routes] extends ['next'] ? Routes['next' & keyof Routes] : RoutedOf<Routes>;

/**
 * The base class of a step that separates work from bookkeeping: `prepare` reads the shared store, `execute` works
 * without it and is the only phase that is retried, `finish` writes to the store and chooses the action. Each phase is
 * committed separately. A step with a single action has the table `{ next: Out }`, and its `finish` returns the bare
 * value.
 *
 * @example
 * @Step({ retry: RetryPolicy.fast })
 * class Summarise extends PhasedStep<Doc, string, string, { short: string; long: string }> {
 *   prepare(doc: Doc, ctx: ContextOf<this>) { return `${ctx.shared.get(prompt)} ${doc.text}`; }
 *   execute(question: string, ctx: WorkContextOf<this>) { return this.model.ask(question, ctx.signal); }
 *   finish(answer: string, question: string) { return this.to(answer.length < 80 ? 'short' : 'long', answer); }
 * }
 */
export abstract class PhasedStep<
  In,
  Prepared,
  Result,
  Routes extends object & RoutesWithout<Exclude<SystemAction, 'next'>>,
  Params = undefined,
> {
  declare readonly '~types': StepTypes<In, Routes, object, Params, Prepared>;

  static {
    markBase(PhasedStep, 'phased');
  }

  /** Chooses an action and the value that it carries. */
  protected to<Action extends keyof Routes & string>(
    action: Action,
    value: Routes[Action],
  ): Routed<Action, Routes[Action]> {
    return route(action, value);
  }

  /** Runs once before the attempts. */
  abstract prepare(input: In, context: StepContext<object, Params>): Prepared | Promise<Prepared>;

  /** Performs the work. The only phase that is retried. Its context has no shared store: {@link WorkContextOf}. */
  abstract execute(prepared: Prepared, context: WorkContext<Params>): Result | Promise<Result>;

  /** Runs once after the successful attempt. */
  abstract finish(
    result: Result,
    prepared: Prepared,
    context: StepContext<object, Params>,
  ): Finished<Routes> | Promise<Finished<Routes>>;

  /** Returns the result for `finish` after the last attempt has failed. */
  fallback?(failure: StepFailure<Prepared>, context: WorkContext<Params>): Result | Promise<Result>;

  /** Undoes a committed visit when its run is rolled back. */
  compensate?(
    committed: { readonly input: In; readonly output: Finished<Routes> },
    context: StepContext<object, Params>,
  ): void | Promise<void>;

  /** Called with the live error of each failed attempt. An error that it throws is ignored. */
  onFailure?(error: unknown, prepared: Prepared, context: WorkContext<Params>): void | Promise<void>;
}
