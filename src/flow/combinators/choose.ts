import { RetryPolicy, type Routed } from '../../step';
import { type Composite, composite } from '../composite';
import { checkName } from '../name';

type ByAction<R extends Routed<string, unknown>> = {
  readonly [Action in R['action']]: Extract<R, { readonly action: Action }>['value'];
};

/**
 * A decision written as a function: it gives `route(action, value)`.
 *
 * @param name says in drawings and errors what is decided
 * @example choose('tier', (claim: Claim) => (claim.amount < 1000 ? route('small', claim) : route('large', claim)))
 */
export function choose<In, R extends Routed<string, unknown>>(
  name: string,
  decide: (input: In) => R | Promise<R>,
): Composite<In, ByAction<R>> {
  return composite({
    kind: 'function',
    name: checkName(name, 'choose'),
    execute: decide,
    routes: true,
    retry: RetryPolicy.none,
  });
}
