import type { JoinDescription } from '../../description/description';
import { type KindFacts, NEXT } from '../kind';
import { aroundBranches, type JoinData } from './join';

/** A join that waits for all its branches, however they end. */
export interface SettleData<Inner> extends JoinData<Inner> {
  readonly kind: 'settle';
}

export function settleKind<Inner>(): KindFacts<SettleData<Inner>, Inner, JoinDescription> {
  return { ...aroundBranches<Inner>(), actions: () => NEXT };
}
