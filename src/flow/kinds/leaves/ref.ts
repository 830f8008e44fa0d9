import type { Placing } from '../../definition/placing';
import type { RefDescription } from '../../description/description';
import type { KindFacts } from '../kind';
import { LEAF } from './leaf';

/** A call of a flow by its name. */
export interface RefDefinition extends Placing {
  readonly kind: 'ref';
  readonly flow: string;
}

export const REF: KindFacts<RefDefinition, never, RefDescription> = {
  ...LEAF,
  actions: () => undefined,
  hashPart: ({ flow }) => ['ref', flow],
  describe: ({ flow }) => ({ kind: 'ref', flow }),
  label: ({ flow }) => flow,
  shape: () => 'call',
};
