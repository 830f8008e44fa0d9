/** Returns a percentage, rounded down to one decimal, so that 100 means all; 100 if there is nothing to cover. */
export function percentOf(covered: number, total: number): number {
  return total === 0 ? 100 : Math.floor((1000 * covered) / total) / 10;
}
