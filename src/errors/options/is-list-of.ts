/** Returns whether a value is a list. Never throws, even for a revoked proxy. */
export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** Returns whether a value is a list of valid items. A hole in the list counts as `undefined`. */
export function isListOf(value: unknown, isValid: (item: unknown) => boolean): boolean {
  return isList(value) && Array.from(value).every(isValid);
}
