/** Returns whether a value is a list whose items can be read. Never throws, even for a revoked proxy. */
export function isList(value: unknown): value is readonly unknown[] {
  return isListOf(value, () => true);
}

/**
 * Returns whether a value is a list of valid items. A hole in the list counts as `undefined`, and a list whose items
 * cannot be read is none.
 */
export function isListOf(value: unknown, isValid: (item: unknown) => boolean): boolean {
  try {
    return Array.isArray(value) && Array.from<unknown>(value).every(isValid);
  } catch {
    // A proxy may throw on any access.
    return false;
  }
}
