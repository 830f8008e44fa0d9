/** The limits of one statement: they bound its size and the time for which it locks rows. */
const MOST_ROWS = 1000;
const MOST_CHARACTERS = 2 ** 24;

/** Splits a list into chunks, in order. An item over the limit is a chunk of its own. */
export function chunk<One>(list: readonly One[], charactersOf: (one: One) => number): readonly (readonly One[])[] {
  const chunks: One[][] = [];
  let current: One[] = [];
  let characters = 0;
  for (const one of list) {
    const more = charactersOf(one);
    if (current.length === MOST_ROWS || (current.length > 0 && characters + more > MOST_CHARACTERS)) {
      chunks.push(current);
      current = [];
      characters = 0;
    }
    current.push(one);
    characters += more;
  }
  if (current.length > 0) chunks.push(current);
  return chunks;
}
