import type { Duration } from '../../../step';
import type { Placing } from '../../definition/placing';
import type { SleepDescription } from '../../description/description';
import { durationText } from '../../description/duration-text';
import { type Kind, NEXT } from '../kind';
import { LEAF } from './leaf';

/** A wait for a length of time. */
export interface SleepDefinition extends Placing {
  readonly kind: 'sleep';
  readonly ms: number;
  /** Returns the length or the end of the wait, instead of `ms`. */
  readonly length?: (input: never) => Duration | Date;
}

export const SLEEP: Kind<SleepDefinition, never, SleepDescription> = {
  ...LEAF,
  actions: () => NEXT,
  hashPart: () => ['sleep'],
  describe: ({ ms, length }) => ({ kind: 'sleep', ...(!length && { ms }) }),
  label: ({ ms, length }) => (length ? 'sleep' : `sleep ${durationText(ms)}`),
  shape: () => 'wait',
};
