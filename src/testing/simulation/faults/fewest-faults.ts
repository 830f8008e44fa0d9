/** Maximum number of runs with fewer faults. */
const MAX_TRIES = 500;

/**
 * Returns a minimal list of faults with which a run still breaks a rule: no part of the list suffices.
 *
 * @param breaksRule whether a run with these faults breaks the rule
 */
export async function fewestFaults(
  faults: readonly string[],
  breaksRule: (faults: readonly string[]) => Promise<boolean>,
): Promise<readonly string[]> {
  let tries = 0;
  let kept = faults;
  for (let size = kept.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < kept.length && tries < MAX_TRIES; ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)];
      tries += 1;
      if (await breaksRule(fewer)) kept = fewer;
      else from += size;
    }
  }
  return kept;
}
