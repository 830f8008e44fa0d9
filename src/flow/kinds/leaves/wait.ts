import type { InputType } from '../../../step';
import type { Placing } from '../../definition/placing';
import type { WaitDescription } from '../../description/description';
import { type KindFacts, NEXT } from '../kind';
import { LEAF } from './leaf';

/** A wait for a signal. */
export interface WaitDefinition extends Placing {
  readonly kind: 'wait';
  readonly signal: string;
  /** The class or schema that validates payloads. */
  readonly payload: InputType | undefined;
}

export const WAIT: KindFacts<WaitDefinition, never, WaitDescription> = {
  ...LEAF,
  actions: () => NEXT,
  hashPart: ({ signal }) => ['wait', signal],
  describe: ({ signal }) => ({ kind: 'wait', signal }),
  label: ({ signal }) => `wait for ${signal}`,
  shape: () => 'wait',
};
