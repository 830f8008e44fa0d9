import type { Losers } from '../../definition/choices';
import type { JoinDescription } from '../../description/description';
import type { KindFacts } from '../kind';
import { branchKeys, type JoinData, joinFacts } from './join';

/** A join that the first branch to end decides. */
export interface RaceData<Inner> extends JoinData<Inner> {
  readonly kind: 'race';
  readonly losers?: Losers;
}

export function raceKind<Inner>(): KindFacts<RaceData<Inner>, Inner, JoinDescription> {
  return { ...joinFacts<Inner>(), actions: branchKeys };
}
