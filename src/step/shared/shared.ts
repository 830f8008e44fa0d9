import type { InputType, ValidatedBy } from '../input-type';
import type { Key } from './key';

/**
 * Key-value data that belongs to a run. An attempt sees its own writes at once; everybody else sees them when the step has
 * been committed. An attempt that fails leaves nothing behind. Parallel branches and items see their own writes, which come
 * together at the join.
 *
 * What is read is the attempt's own copy: changing a list in place changes nothing until it is set. What is written is
 * copied when the step is committed. Only data is copied; an instance of a class or a function is handed on as it is, and
 * refused where values are journaled.
 *
 * Keys are texts or made by {@link key}. Any text will do, `__proto__` too.
 *
 * @example
 * const attempts = key('attempts', 0);
 * ctx.shared.update(attempts, (count) => count + 1);
 * const config = ctx.shared.bind('config', Config);
 */
export interface Shared {
  /** What was written under the key; else a typed key's initial value, or `undefined` for a text. */
  get<T>(key: Key<T>): T;
  get(key: string): unknown;
  /**
   * @throws {MillraceError} `NOT_SERIALISABLE` for a promise, which was most likely to be awaited
   */
  set<T>(key: Key<T>, value: NoInfer<T>): void;
  set(key: string, value: unknown): void;
  /** Whether something was written under the key; a written `null` or `undefined` counts. */
  has(key: Key<unknown> | string): boolean;
  /** Forgets what was written under the key. Gives whether there was anything. */
  delete(key: Key<unknown> | string): boolean;
  /** Deletes every key that is visible here. */
  clear(): void;
  /** The names under which something was written, in alphabetical order. */
  keys(): readonly string[];
  /** How many keys there are. */
  readonly size: number;
  /** A copy of everything. Names are own properties, `__proto__` too. */
  snapshot(): Readonly<Record<string, unknown>>;
  /** Sets each property of a record. `null` and `undefined` merge nothing. */
  merge(values: Readonly<Record<string, unknown>> | null | undefined): void;
  /** Sets the key to what the function makes of its value, and gives that. */
  update<T>(key: Key<T>, change: (value: NoInfer<T>) => NoInfer<T>): T;
  update(key: string, change: (value: unknown) => unknown): unknown;

  /** The text under the key; `otherwise`, or `''`, where there is none or something else. */
  getString(key: string): string;
  getString<Otherwise>(key: string, otherwise: Otherwise): string | Otherwise;
  /** The number under the key; `otherwise`, or 0, where there is none. Texts are not read as numbers. */
  getNumber(key: string): number;
  getNumber<Otherwise>(key: string, otherwise: Otherwise): number | Otherwise;
  /** The number under the key, cut off toward zero: -3.9 gives -3. `otherwise`, or 0, where there is none. */
  getInteger(key: string): number;
  getInteger<Otherwise>(key: string, otherwise: Otherwise): number | Otherwise;
  /** `true` or `false` as it stands under the key; `otherwise`, or `false`, where neither does. */
  getBoolean(key: string): boolean;
  getBoolean<Otherwise>(key: string, otherwise: Otherwise): boolean | Otherwise;
  /** The list under the key; `otherwise`, or `undefined`, where there is none. A single value is not made a list. */
  getList(key: string): unknown[] | undefined;
  getList<Otherwise>(key: string, otherwise: Otherwise): unknown[] | Otherwise;
  /** The plain object under the key; `otherwise`, or `undefined`, where there is none. */
  getRecord(key: string): Record<string, unknown> | undefined;
  getRecord<Otherwise>(key: string, otherwise: Otherwise): Record<string, unknown> | Otherwise;
  /**
   * The value under the key as an instance of a class or as what a schema makes of it, validated.
   *
   * @throws {InputError} with every issue of a value that is not valid
   * @throws {MillraceError} `INVALID_INPUT` if nothing was written under the key
   * @throws {DefinitionError} for a schema that validates asynchronously
   * @example const config = ctx.shared.bind('config', Config);
   */
  bind<Type extends InputType>(key: string, type: Type): ValidatedBy<Type>;
}
