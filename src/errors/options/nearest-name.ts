/** Part of a name that may differ from another for the two to count as near. */
const TOLERANCE = 0.4;
/** Maximum length of a name that has a nearest one: the work grows with the product of two lengths. */
const MAX_LENGTH = 200;
/** Minimum length of a name for one that contains it to count as near. */
const MIN_PART = 3;
/** The distance of such a name: further than one that differs in a letter. */
const PART_DISTANCE = 2;

/** Returns the known name that was probably meant; `undefined` if none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    if (candidate.length > MAX_LENGTH) continue;
    const distance = distanceOf(name.toLowerCase(), candidate.toLowerCase());
    if (distance >= least) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}

/** Returns the distance of two names; infinite if they are not near. */
function distanceOf(name: string, candidate: string): number {
  const distance = editDistance(name, candidate);
  const near = distance <= Math.max(1, Math.round(name.length * TOLERANCE)) ? distance : Number.POSITIVE_INFINITY;
  const [short, long] = name.length < candidate.length ? [name, candidate] : [candidate, name];
  return short.length >= MIN_PART && long.includes(short) ? Math.min(near, PART_DISTANCE) : near;
}

/** Returns how many letters have to be added, omitted, changed or swapped with their neighbour to get from a to b. */
export function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(costs: readonly number[], column: number): number {
  return costs[column] ?? Number.POSITIVE_INFINITY;
}
