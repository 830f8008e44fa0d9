import { MillraceError } from '../../errors';
import { declareMerge } from './merge-functions';

/** A typed key of the shared store. Made by {@link key}. */
export interface Key<T> {
  readonly name: string;
  /** What `get` gives while nothing was written. */
  readonly initial: T;
  /** Makes one value of what several parallel branches wrote. */
  readonly merge?: (base: never, values: readonly never[]) => T;
}

/** What {@link key} takes. */
export interface KeyOptions<T> {
  /**
   * Makes one value of what several parallel branches or items wrote, instead of failing their join. `base` is what all of
   * them saw when they began, `values` is what each writer ended with, in branch order; a branch that deleted the key counts
   * as one that wrote the initial value. Must be synchronous.
   */
  readonly merge?: (base: T, values: readonly T[]) => T;
}

/**
 * Declares a typed key of the shared store. A key that declares `merge` is known by its name in the whole process, so that
 * a run which goes on after a restart finds the function again: declare it once, in a module, not inside a step.
 *
 * @param initial what `get` gives while nothing was written
 * @throws {MillraceError} `INVALID_OPTION` for a name that is no text or a merge that is no function
 * @example
 * const attempts = key('attempts', 0);
 * const total = key('total', 0, { merge: (base, values) => values.reduce((sum, value) => sum + value - base, base) });
 */
export function key<T>(name: string, initial: T, { merge }: KeyOptions<T> = {}): Key<T> {
  if (typeof name !== 'string')
    throw new MillraceError('INVALID_OPTION', `key(): expected a text as the name, got ${typeof name}`);
  if (merge === undefined) return Object.freeze({ name, initial });
  if (typeof merge !== 'function')
    throw new MillraceError('INVALID_OPTION', `key("${name}"): merge: expected a function, got ${typeof merge}`);
  declareMerge(name, merge, initial);
  return Object.freeze({ name, initial, merge });
}
