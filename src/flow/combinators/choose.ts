import { type CompileError, declaredActions, RetryPolicy, type Routed, type SystemAction } from '../../step';
import { asDefinition, definitionOptions } from '../definition/definition-options';
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
/** The options of {@link choose}. */
export interface ChooseOptions<Action extends string = string> {
  /**
   * The names of all actions, so that one without an edge is refused when the flow is defined, also from JavaScript.
   * Default: only the compiler knows them.
   */
  readonly actions?: readonly Action[];
}

/** The rest parameters of the overload that reports an error: no argument fits unless there is an error. */
type OnlyErrors<R extends Routed<string, unknown>> = [SystemActions<R> | AnyActions<R>] extends [never]
  ? [never]
  : [options?: ChooseOptions];
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
  options?: ChooseOptions<R['action']>,
): Composite<In, ByAction<R>>;
export function choose(name: string, decide: (input: never) => unknown, options: ChooseOptions = {}): unknown {
  const checked = checkName(name, 'choose()');
  checkFunction(decide, `choose("${checked}"): expected a function that decides`);
  const by = `choose("${checked}")`;
  const known = definitionOptions(options, { actions: true }, by);
  const actions = asDefinition(() => declaredActions(known.actions, 'actions', by));
  return composite({
    kind: 'function',
    name: checked,
    execute: decide,
    routes: true,
    retry: RetryPolicy.none,
    ...(actions && { actions }),
  });
}
