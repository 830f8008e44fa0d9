/** So often is a run tried again with fewer faults. */
const MOST_TRIES = 500;

/**
 * The fewest faults with which something is still wrong: no part of them does.
 *
 * @param isWrong whether something is wrong with these faults
 */
export async function fewestFaults(
  faults: readonly string[],
  isWrong: (faults: readonly string[]) => Promise<boolean>,
): Promise<readonly string[]> {
  let tries = 0;
  let kept = faults;
  for (let size = kept.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < kept.length && tries < MOST_TRIES; ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)];
      tries += 1;
      if (await isWrong(fewer)) kept = fewer;
      else from += size;
    }
  }
  return kept;
}
