import type { ExitDescription } from '../../description/description';
import type { KindFacts } from '../kind';
import { LEAF } from './leaf';

/** An end of a flow. */
export interface ExitDefinition {
  readonly kind: 'exit';
  readonly compensate: boolean;
}

export const EXIT: KindFacts<ExitDefinition, never, ExitDescription> = {
  ...LEAF,
  actions: () => [],
  hashPart: () => ['exit'],
  describe: ({ compensate }) => ({ kind: 'exit', compensate }),
  label: () => undefined,
  shape: () => 'exit',
};
