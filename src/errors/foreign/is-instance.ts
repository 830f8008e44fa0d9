/** Returns whether a value is an instance of a class. Never throws: a proxy that cannot be asked is none. */
export function isInstance<T>(value: unknown, type: abstract new (...parameters: never) => T): value is T {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}
