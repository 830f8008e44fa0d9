// What needs no library.

// #region helpers
/** Nothing is an empty list, a list is itself, anything else a list of one. */
export function toList<T>(value: T | readonly T[] | null | undefined): readonly T[] {
  if (value === null || value === undefined) return [];
  return isList(value) ? [...value] : [value];
}

/** Parts of a list, each of that size; the last may be shorter. */
export function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
// #endregion helpers

/** `Array.isArray` says nothing of lists that may not be changed. */
function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
