import { RetryPolicy, type Routed, type SystemAction } from '../../step';
import { checkName } from '../definition/name';
import { type Composite, composite } from '../source/composite';
import { checkFunction } from './check-function';

/** Shown by the compiler where a decision takes an action that it cannot, or gives `any`. */
export interface ReservedOrAny<Actions> {
  readonly '~these actions belong to the system, or carry the type any': Actions;
}

type ByAction<R extends Routed<string, unknown>> = {
  readonly [Action in R['action']]: Extract<R, { readonly action: Action }>['value'];
};

/** The actions of routes that cannot be taken. */
type Refused<R extends Routed<string, unknown>> = R extends unknown
  ? 0 extends 1 & R['value']
    ? R['action']
    : Extract<R['action'], SystemAction>
  : never;
type OnlyRefused<R extends Routed<string, unknown>> = [Refused<R>] extends [never] ? [never] : [];

/**
 * A decision written as a function: it gives `route(action, value)`.
 *
 * @param name says in drawings and errors what is decided
 * @example choose('tier', (claim: Claim) => (claim.amount < 1000 ? route('small', claim) : route('large', claim)))
 */
export function choose<R extends Routed<string, unknown>>(
  name: string,
  decide: (input: never) => R | Promise<R>,
  ...onlyRefused: OnlyRefused<R>
): ReservedOrAny<Refused<R>>;
export function choose<In, R extends Routed<string, unknown>>(
  name: string,
  decide: (input: In) => R | Promise<R>,
): Composite<In, ByAction<R>>;
export function choose(name: string, decide: (input: never) => unknown): unknown {
  const checked = checkName(name, 'choose');
  checkFunction(decide, `choose("${checked}"): expected a function that decides`);
  return composite({ kind: 'function', name: checked, execute: decide, routes: true, retry: RetryPolicy.none });
}
