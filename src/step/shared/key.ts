import { invalidString, isStorableName, knownOptions, MillraceError } from '../../errors';
import { declareMerge } from './merge-functions';

/** A typed key of the shared store. Made by {@link key}. */
export interface Key<T> {
  readonly name: string;
  /** The value of `get` until something is written. */
  readonly initial: T;
  /** Merges the values that several parallel branches wrote. */
  readonly merge?: (base: never, values: readonly never[]) => T;
}

/** The options of {@link key}. */
export interface KeyOptions<T> {
  /**
   * Merges the values that several parallel branches or items wrote; without it, their join fails. `base` is the value
   * that all of them started with, `values` is the final value of each writer, in branch order. A branch that deleted
   * the key counts as one that wrote the initial value. Must be synchronous.
   */
  readonly merge?: (base: T, values: readonly T[]) => T;
}

/**
 * Declares a typed key of the shared store. A key with `merge` is registered by its name in the whole process, so that
 * a run finds the function again after a restart. Declare it once, in a module, not inside a step.
 *
 * @param initial the value of `get` until something is written
 * @throws {MillraceError} `INVALID_OPTION` for a name that a storage cannot hold or a `merge` that is not a function
 * @example
 * const attempts = key('attempts', 0);
 * const total = key('total', 0, { merge: (base, values) => values.reduce((sum, value) => sum + value - base, base) });
 */
export function key<T>(name: string, initial: T, options: KeyOptions<T> = {}): Key<T> {
  checkKeyName(name, 'key()');
  const { merge } = knownOptions(options, { merge: true }, `key("${name}")`);
  if (merge === undefined) return Object.freeze({ name, initial });
  if (typeof merge !== 'function')
    throw new MillraceError('INVALID_OPTION', `key("${name}"): merge: expected a function, got ${typeof merge}`);
  declareMerge(name, merge, initial);
  return Object.freeze({ name, initial, merge });
}

/** @throws {MillraceError} `INVALID_OPTION` for anything but the name of a key that a storage can hold */
export function checkKeyName(name: unknown, by: string): void {
  if (name !== '' && !isStorableName(name)) throw invalidString('name', 'a string', name, by);
}
