import type { JoinDescription } from '../../description/description';
import { type KindFacts, NEXT } from '../kind';
import { type JoinData, joinFacts } from './join';

/** A join that waits for all its branches, however they end. */
export interface SettleData<Inner> extends JoinData<Inner> {
  readonly kind: 'settle';
}

export function settleKind<Inner>(): KindFacts<SettleData<Inner>, Inner, JoinDescription> {
  return { ...joinFacts<Inner>(), actions: () => NEXT };
}
