import { type CompileError, RetryPolicy, type Routed, type SystemAction } from '../../step';
import { checkName } from '../definition/name';
import { type Composite, composite } from '../source/composite';
import { checkFunction } from './check-function';

type ByAction<R extends Routed<string, unknown>> = {
  readonly [Action in R['action']]: Extract<R, { readonly action: Action }>['value'];
};

type SystemActions<R extends Routed<string, unknown>> = Extract<R['action'], SystemAction>;
type AnyActions<R extends Routed<string, unknown>> = R extends unknown
  ? 0 extends 1 & R['value']
    ? R['action']
    : never
  : never;
/** The rest parameters of the overload that reports an error: no argument fits unless there is an error. */
type OnlyErrors<R extends Routed<string, unknown>> = [SystemActions<R> | AnyActions<R>] extends [never] ? [never] : [];
type ErrorOf<R extends Routed<string, unknown>> = [SystemActions<R>] extends [never]
  ? CompileError<'choose: these actions carry a value of type any; give it another type', AnyActions<R>>
  : CompileError<'choose: these are the names of system actions; rename them', SystemActions<R>>;

/**
 * Makes a node of a function that decides on an action: it returns `route(action, value)`.
 *
 * @param name the name of the decision in drawings and errors
 * @example choose('tier', (claim: Claim) => (claim.amount < 1000 ? route('small', claim) : route('large', claim)))
 */
export function choose<R extends Routed<string, unknown>>(
  name: string,
  decide: (input: never) => R | Promise<R>,
  ...onlyErrors: OnlyErrors<R>
): ErrorOf<R>;
export function choose<In, R extends Routed<string, unknown>>(
  name: string,
  decide: (input: In) => R | Promise<R>,
): Composite<In, ByAction<R>>;
export function choose(name: string, decide: (input: never) => unknown): unknown {
  const checked = checkName(name, 'choose');
  checkFunction(decide, `choose("${checked}"): expected a function that decides`);
  return composite({ kind: 'function', name: checked, execute: decide, routes: true, retry: RetryPolicy.none });
}
