import type { Losers } from '../../definition/choices';
import type { JoinDescription } from '../../description/description';
import { type KindFacts, NEXT } from '../kind';
import { type JoinData, joinFacts } from './join';

/** A join that needs all its branches. */
export interface AllData<Inner> extends JoinData<Inner> {
  readonly kind: 'all';
  /** Ends the join early with the results so far. */
  readonly until?: (done: never) => boolean;
  readonly losers?: Losers;
}

export function allKind<Inner>(): KindFacts<AllData<Inner>, Inner, JoinDescription> {
  return { ...joinFacts<Inner>(), actions: () => NEXT };
}
