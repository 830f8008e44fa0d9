import type { Guard } from '../../../step';
import type { OnItemError } from '../../definition/choices';
import type { Placing } from '../../definition/placing';
import { describeGuard } from '../../description/describe-execution';
import type { EachDescription } from '../../description/description';
import { type KindFacts, NEXT } from '../kind';
import { bodyFacts } from './body';

/** A body that is run for every item of a list. */
export interface EachData<Inner> extends Placing {
  readonly kind: 'each';
  readonly body: Inner;
  /** Number of items processed at once. */
  readonly concurrency: number;
  readonly onError: OnItemError;
  readonly isolated: boolean;
  /** Number of items per call of the body. */
  readonly chunk?: number;
  /** The limit of items that start per time. */
  readonly limit?: Guard<'limit'>;
  /** Whether each ended item is reported on the channel `progress`. */
  readonly progress?: boolean;
}

export function eachKind<Inner>(): KindFacts<EachData<Inner>, Inner, EachDescription> {
  return {
    ...bodyFacts<Inner>(),
    segment: () => '',
    actions: () => NEXT,
    describe: ({ body, concurrency, onError, isolated, chunk, limit, progress }, describeNode) => ({
      kind: 'each',
      body: describeNode(body),
      concurrency,
      onError,
      isolated,
      ...(chunk !== undefined && { chunk }),
      ...(limit && { limit: describeGuard(limit) }),
      ...(progress && { progress }),
    }),
    label: () => 'each',
  };
}
