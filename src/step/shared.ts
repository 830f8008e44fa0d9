/** A typed key of the shared store. Made by {@link key}. */
export interface Key<T> {
  readonly name: string;
  /** What `get` gives while nothing was written. */
  readonly initial: T;
}

/**
 * Declares a typed key of the shared store.
 *
 * @example const attempts = key('attempts', 0);
 */
export function key<T>(name: string, initial: T): Key<T> {
  return Object.freeze({ name, initial });
}

/**
 * Key-value data that belongs to a run. An attempt sees its own writes at once; everybody else sees them when the step
 * has been committed. A failed attempt leaves nothing behind.
 */
export interface Shared {
  get<T>(key: Key<T>): T;
  get(key: string): unknown;
  set<T>(key: Key<T>, value: T): void;
  set(key: string, value: unknown): void;
  /** Whether something was written under the key; a written `null` or `undefined` counts. */
  has(key: Key<unknown> | string): boolean;
}
