import { type Duration, durationMs } from '../../step';
import { type Composite, composite, type InOf, type OutputsOf, type RoutesOf, type Source } from '../source/composite';
import { innerDefinitionOf } from '../source/definition-of';

/**
 * Adds a time limit to a node. When it expires, open work and tasks are closed, and the action `overdue` is taken with
 * the input of the node.
 *
 * @throws {MillraceError} `INVALID_OPTION`
 * @example approve: within(node(Approve, { params: { role: 'manager' } }), '48h')
 */
export function within<S extends Source>(
  source: S,
  duration: Duration,
): Composite<InOf<S>, RoutesOf<S> & { readonly overdue: InOf<S> }, OutputsOf<S>> {
  return composite({
    kind: 'within',
    body: innerDefinitionOf(source, 'within()'),
    ms: durationMs(duration, 'duration', 'within()'),
  });
}
