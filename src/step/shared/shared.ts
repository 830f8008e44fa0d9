import type { InputType, ValidatedBy } from '../input-type';
import type { Key } from './key';

/**
 * The key-value data of a run. An attempt sees its own writes immediately; other steps see them once the step is
 * committed. The writes of a failed attempt are dropped. Parallel branches and items see their own writes, which are
 * merged at the join.
 *
 * A read returns the attempt's own copy: changing a list in place has no effect until it is set. Written values are
 * copied when the step is committed. Only plain data is copied; class instances and functions are passed on unchanged,
 * and refused where values are journaled.
 *
 * A key is any string, even `__proto__`, or is made by {@link key}.
 *
 * @example
 * const attempts = key('attempts', 0);
 * ctx.shared.update(attempts, (count) => count + 1);
 * const config = ctx.shared.bind('config', Config);
 */
export interface Shared {
  /** Returns the value of a key. If none was written: the initial value of a typed key, `undefined` for a string. */
  get<T>(key: Key<T>): T;
  get(key: string): unknown;
  /** @throws {MillraceError} `NOT_SERIALISABLE` for a promise, which most likely lacks an `await` */
  set<T>(key: Key<T>, value: NoInfer<T>): void;
  set(key: string, value: unknown): void;
  /** Whether the key has a value; a written `null` or `undefined` counts. */
  has(key: Key<unknown> | string): boolean;
  /** Deletes the value of a key. Returns whether it had one. */
  delete(key: Key<unknown> | string): boolean;
  /** Deletes every key that is visible here. */
  clear(): void;
  /** Returns the names of the keys with a value, in alphabetical order. */
  keys(): readonly string[];
  /** The number of keys with a value. */
  readonly size: number;
  /** Returns a copy of all values. Names are own properties, even `__proto__`. */
  snapshot(): Readonly<Record<string, unknown>>;
  /** Sets each property of a record. `null` and `undefined` have no effect. */
  merge(values: Readonly<Record<string, unknown>> | null | undefined): void;
  /** Sets the key to the result of a function of its value, and returns the new value. */
  update<T>(key: Key<T>, change: (value: NoInfer<T>) => NoInfer<T>): T;
  update(key: string, change: (value: unknown) => unknown): unknown;

  /** Returns the string of the key; `otherwise`, or `''`, if its value is not a string. */
  getString(key: string): string;
  getString<Otherwise>(key: string, otherwise: Otherwise): string | Otherwise;
  /** Returns the number of the key; `otherwise`, or 0, if its value is not a number. Strings are not parsed. */
  getNumber(key: string): number;
  getNumber<Otherwise>(key: string, otherwise: Otherwise): number | Otherwise;
  /** Returns the number of the key, truncated: -3.9 becomes -3; `otherwise`, or 0, if its value is not a number. */
  getInteger(key: string): number;
  getInteger<Otherwise>(key: string, otherwise: Otherwise): number | Otherwise;
  /** Returns the boolean of the key; `otherwise`, or `false`, if its value is not a boolean. */
  getBoolean(key: string): boolean;
  getBoolean<Otherwise>(key: string, otherwise: Otherwise): boolean | Otherwise;
  /**
   * Returns the list of the key; `otherwise`, or `undefined`, if its value is not a list. A single value is not
   * wrapped.
   */
  getList(key: string): unknown[] | undefined;
  getList<Otherwise>(key: string, otherwise: Otherwise): unknown[] | Otherwise;
  /** Returns the plain object of the key; `otherwise`, or `undefined`, if its value is not a plain object. */
  getRecord(key: string): Record<string, unknown> | undefined;
  getRecord<Otherwise>(key: string, otherwise: Otherwise): Record<string, unknown> | Otherwise;
  /**
   * Returns the value of the key, validated by a class or schema, as an instance of the class or as the schema's
   * output.
   *
   * @throws {InputError} with every issue of an invalid value
   * @throws {MillraceError} `INVALID_INPUT` if the key has no value
   * @throws {DefinitionError} for a schema that validates asynchronously
   * @example const config = ctx.shared.bind('config', Config);
   */
  bind<Type extends InputType>(key: string, type: Type): ValidatedBy<Type>;
}
