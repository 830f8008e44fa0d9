import type { Commit, CommitResult, RunKey } from '../port';

/**
 * Writes the commits of one request in their order. Once one of a run is not written, no later one of that run is: its revision
 * could match by accident, if a request whose answer was lost is carried out in between.
 */
export function commitInOrder(
  commits: readonly Commit[],
  write: (one: Commit) => CommitResult,
): readonly CommitResult[] {
  let refused: Set<RunKey> | undefined;
  return commits.map((one) => {
    if (refused?.has(one.run)) return 'lost';
    const result = write(one);
    if (result !== 'committed') refused = (refused ?? new Set()).add(one.run);
    return result;
  });
}
