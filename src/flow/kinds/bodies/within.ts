import type { Placing } from '../../definition/placing';
import type { WithinDescription } from '../../description/description';
import { durationText } from '../../description/duration-text';
import type { KindFacts } from '../kind';
import { bodyFacts } from './body';

/** A body with a time limit. */
export interface WithinData<Inner> extends Placing {
  readonly kind: 'within';
  readonly body: Inner;
  readonly ms: number;
}

export function withinKind<Inner>(): KindFacts<WithinData<Inner>, Inner, WithinDescription> {
  return {
    ...bodyFacts<Inner>(),
    segment: () => '',
    actions: ({ body }, actionsOf) => actionsOf(body)?.concat('overdue'),
    addedActions: ({ body }, addedActionsOf) => [...addedActionsOf(body), 'overdue'],
    describe: ({ body, ms }, describeNode) => ({ kind: 'within', body: describeNode(body), ms }),
    label: ({ ms }) => `within ${durationText(ms)}`,
  };
}
