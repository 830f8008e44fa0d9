// Helpers that need no library.

// #region helpers
/** Returns an empty list for nothing, a copy of a list, and a list of one for anything else. */
export function toList<T>(value: T | readonly T[] | null | undefined): readonly T[] {
  if (value === null || value === undefined) return [];
  return isList(value) ? [...value] : [value];
}

/** Returns the parts of a list, each of that size; the last may be shorter. */
export function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
// #endregion helpers

/** Narrows to a list. `Array.isArray` alone does not narrow to a readonly one. */
function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
