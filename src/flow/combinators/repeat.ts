import { DefinitionError, inspectValue } from '../../errors';
import type { CompileError } from '../../step';
import { definitionOptions } from '../definition/definition-options';
import { actionsOf } from '../kinds';
import { type Composite, composite, type InOf, type OutputsOf, type RoutesOf, type Source } from '../source/composite';
import { innerDefinitionOf } from '../source/definition-of';

type NeedsAgain<S> =
  RoutesOf<S> extends { readonly again: InOf<S> }
    ? unknown
    : CompileError<
        'repeat: the body needs an action `again` that carries its own input',
        { routes: RoutesOf<S>; input: InOf<S> }
      >;

/**
 * Repeats the body while it takes the action `again`; its other actions end the loop. After `max` rounds the action
 * `exhausted` is taken with the input of the next round.
 *
 * @example rounds: repeat(oneRound, { max: 10 })
 */
export function repeat<S extends Source>(
  body: S & NeedsAgain<S>,
  options: { readonly max: number },
): Composite<InOf<S>, Omit<RoutesOf<S>, 'again'> & { readonly exhausted: InOf<S> }, OutputsOf<S>> {
  const { max } = definitionOptions(options, { max: true }, 'repeat()');
  if (!Number.isInteger(max) || max < 1) {
    throw new DefinitionError([
      { message: `repeat(): max: expected a whole number of at least 1, got ${inspectValue(max)}` },
    ]);
  }
  const definition = innerDefinitionOf(body, 'repeat()');
  const actions = actionsOf(definition);
  if (actions && !actions.includes('again')) {
    throw new DefinitionError([
      {
        message: `repeat(): the body has the actions ${actions.join(', ')}; it needs several, one named again, such as those of a RouterStep, a flow, or choose('round', (n) => route('again', n))`,
      },
    ]);
  }
  return composite({ kind: 'repeat', body: definition, max });
}
