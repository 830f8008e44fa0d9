import type { RunLoss } from '../protocol/input';
import { detailsOf, type Token } from './token';

/** The number of leases that are remembered for a token; engines of earlier ones have had time enough to come back. */
const MOST_LEASES = 16;

/**
 * Counts a loss of the operation in flight, and takes back the losses whose engines have come back. Returns the number of
 * losses that count.
 *
 * @param returned leases whose engines have come back
 */
export function countLosses(token: Token, loss: RunLoss | undefined, returned: readonly number[] = []): number {
  const before = token.details?.lostWith ?? [];
  const lostWith = before.filter((lease) => !returned.includes(lease));
  let count = (token.details?.recovery ?? 0) - (before.length - lostWith.length);
  const isDeath = loss !== undefined && (loss.lease === undefined || !isKnown(loss.lease, lostWith, returned));
  if (isDeath) {
    count += 1;
    if (loss.lease !== undefined) lostWith.push(loss.lease);
  }
  if (isDeath || lostWith.length !== before.length) {
    const details = detailsOf(token);
    details.recovery = count === 0 ? undefined : count;
    details.lostWith = lostWith.length === 0 ? undefined : lostWith.slice(-MOST_LEASES);
  }
  return count;
}

/** A lease ends once, so a loss with it is counted once, or not at all. */
function isKnown(lease: number, counted: readonly number[], returned: readonly number[]): boolean {
  return counted.includes(lease) || returned.includes(lease);
}

/** Forgets the losses of an operation that has an outcome. */
export function forgetLosses({ details }: Token): void {
  if (!details) return;
  details.recovery = undefined;
  details.lostWith = undefined;
}
