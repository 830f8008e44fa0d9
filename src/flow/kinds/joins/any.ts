import type { Losers } from '../../definition/choices';
import type { JoinDescription } from '../../description/description';
import type { KindFacts } from '../kind';
import { branchKeys, type JoinData, joinFacts } from './join';

/** A join that the first branch to succeed decides. */
export interface AnyData<Inner> extends JoinData<Inner> {
  readonly kind: 'any';
  readonly losers?: Losers;
}

export function anyKind<Inner>(): KindFacts<AnyData<Inner>, Inner, JoinDescription> {
  return { ...joinFacts<Inner>(), actions: branchKeys };
}
