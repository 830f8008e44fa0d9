import type { Commit, CommitResult, RunKey } from '../port';

/**
 * Writes the commits of one request in order. Once a commit of a run was not written, no later commit of that run is
 * written either: its revision could match by accident if a request whose response was lost takes effect in between.
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
