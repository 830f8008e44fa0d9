/** What one statement takes, so that neither its text nor the time for which it holds rows grows without end. */
const MOST_ROWS = 1000;
const MOST_CHARACTERS = 2 ** 24;

/** Cuts a list into portions, in its order. One that is too large alone is a portion of its own. */
export function chunk<One>(list: readonly One[], charactersOf: (one: One) => number): readonly (readonly One[])[] {
  const portions: One[][] = [];
  let portion: One[] = [];
  let characters = 0;
  for (const one of list) {
    const more = charactersOf(one);
    if (portion.length === MOST_ROWS || (portion.length > 0 && characters + more > MOST_CHARACTERS)) {
      portions.push(portion);
      portion = [];
      characters = 0;
    }
    portion.push(one);
    characters += more;
  }
  if (portion.length > 0) portions.push(portion);
  return portions;
}
