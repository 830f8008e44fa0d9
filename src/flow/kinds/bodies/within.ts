import type { Placing } from '../../definition/placing';
import type { WithinDescription } from '../../description/description';
import { durationText } from '../../description/duration-text';
import type { Kind } from '../kind';
import { aroundBody } from './body';

/** A body with a time limit. */
export interface WithinData<Inner> extends Placing {
  readonly kind: 'within';
  readonly body: Inner;
  readonly ms: number;
}

export function withinKind<Inner>(): Kind<WithinData<Inner>, Inner, WithinDescription> {
  return {
    ...aroundBody<Inner>(),
    segment: () => '',
    actions: ({ body }, actionsOf) => actionsOf(body)?.concat('overdue'),
    describe: ({ body, ms }, describeNode) => ({ kind: 'within', body: describeNode(body), ms }),
    label: ({ ms }) => `within ${durationText(ms)}`,
  };
}
