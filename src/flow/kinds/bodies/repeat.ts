import type { Placing } from '../../definition/placing';
import type { RepeatDescription } from '../../description/description';
import type { KindFacts } from '../kind';
import { bodyFacts } from './body';

/** A body that is repeated while it takes the action `again`. */
export interface RepeatData<Inner> extends Placing {
  readonly kind: 'repeat';
  readonly body: Inner;
  readonly max: number;
}

export function repeatKind<Inner>(): KindFacts<RepeatData<Inner>, Inner, RepeatDescription> {
  return {
    ...bodyFacts<Inner>(),
    // The number of the visit distinguishes the rounds.
    segment: () => 'round',
    actions: ({ body }, actionsOf) =>
      actionsOf(body)
        ?.filter((action) => action !== 'again')
        .concat('exhausted'),
    addedActions: ({ body }, addedActionsOf) => [
      ...addedActionsOf(body).filter((action) => action !== 'again'),
      'exhausted',
    ],
    describe: ({ body, max }, describeNode) => ({ kind: 'repeat', body: describeNode(body), max }),
    label: ({ max }) => `repeat, at most ${max}`,
  };
}
