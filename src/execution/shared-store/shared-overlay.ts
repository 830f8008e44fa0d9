import { type RunState, readKey, type SharedWrite, type StoreEntry, type Token, visibleKeys } from '../../core';
import { abandonPromise, inspectValue, isThenable, MillraceError } from '../../errors';
import {
  checkKeyName,
  declareMerge,
  type InputType,
  type Key,
  mergeFunctionOf,
  type Shared,
  type ValidatedBy,
} from '../../step';
import { isPlainObject, setProperty } from '../../storage/codec';
import type { PayloadCodec } from '../../storage/payloads';
import { boundKey, notThere } from './bound';
import { detachValue } from './detached';
import { asBoolean, asInteger, asList, asNumber, asRecord, asString } from './read-as';
import { storableValue } from './storable';

type AnyKey = Key<unknown> | string;

/** An attempt's entry under a key. */
interface Written {
  readonly value: unknown;
  readonly mergeable: boolean;
  readonly deleted: boolean;
}

/** The shared store as one attempt sees it: its own writes first, then the committed entries. */
export class SharedOverlay implements Shared {
  private readonly written = new Map<string, Written>();
  /** Copies of values that were read, so that the same object is returned as long as nothing is written. */
  private copies: Map<AnyKey, unknown> | undefined = undefined;

  constructor(
    private readonly state: RunState,
    /** The position of the attempt. */
    private readonly at: Pick<Token, 'frame' | 'item' | 'place'>,
  ) {}

  get<T>(key: Key<T>): T;
  get(key: string): unknown;
  get(key: AnyKey): unknown {
    return this.read(key);
  }

  set(key: AnyKey, value: unknown): void {
    const name = this.nameOf(key);
    checkKeyName(name, `node "${this.at.place.node}": shared.set()`);
    if (isThenable(value)) {
      abandonPromise(value);
      const message = `node "${this.at.place.node}": the value for key "${name}" of the shared store is a promise; await it first`;
      throw new MillraceError('NOT_SERIALISABLE', message, { details: { key: name } });
    }
    this.write(key, name, value, false);
  }

  has(key: AnyKey): boolean {
    const name = this.nameOf(key);
    const own = this.written.get(name);
    return own ? !own.deleted : this.committed(name) !== undefined;
  }

  delete(key: AnyKey): boolean {
    const name = this.nameOf(key);
    const was = this.has(name);
    if (this.committed(name)) this.write(key, name, undefined, true);
    else this.written.delete(name);
    return was;
  }

  clear(): void {
    for (const name of this.visible()) this.delete(name);
  }

  keys(): readonly string[] {
    return [...this.visible()].sort();
  }

  get size(): number {
    return this.visible().size;
  }

  snapshot(): Readonly<Record<string, unknown>> {
    const record: Record<string, unknown> = {};
    for (const name of this.keys())
      setProperty(record, name, detachValue((this.written.get(name) ?? this.committed(name))?.value));
    return record;
  }

  merge(values: Readonly<Record<string, unknown>> | null | undefined): void {
    const given: unknown = values ?? {};
    if (typeof given !== 'object' || given === null || Array.isArray(given) || !isPlainObject(given)) {
      const message = `node "${this.at.place.node}": shared.merge() expects a plain object, got ${Array.isArray(given) ? 'a list' : `a ${typeof given}`}`;
      throw new MillraceError('INVALID_OPTION', message);
    }
    for (const name of Object.keys(given)) this.set(name, given[name]);
  }

  update<T>(key: Key<T>, change: (value: T) => T): T;
  update(key: string, change: (value: unknown) => unknown): unknown;
  update(key: AnyKey, change: (value: never) => unknown): unknown {
    const value = change(untyped(this.read(key)));
    this.set(key, value);
    return value;
  }

  getString(key: string, ...otherwise: unknown[]): never {
    return this.readAs(asString, key, otherwise, '');
  }

  getNumber(key: string, ...otherwise: unknown[]): never {
    return this.readAs(asNumber, key, otherwise, 0);
  }

  getInteger(key: string, ...otherwise: unknown[]): never {
    return this.readAs(asInteger, key, otherwise, 0);
  }

  getBoolean(key: string, ...otherwise: unknown[]): never {
    return this.readAs(asBoolean, key, otherwise, false);
  }

  getList(key: string, ...otherwise: unknown[]): never {
    return this.readAs(asList, key, otherwise, undefined);
  }

  getRecord(key: string, ...otherwise: unknown[]): never {
    return this.readAs(asRecord, key, otherwise, undefined);
  }

  bind<Type extends InputType>(key: string, type: Type): ValidatedBy<Type> {
    if (!this.has(key)) throw notThere(this.nameOf(key), this.at.place.node);
    return boundKey(this.nameOf(key), this.get(key), type);
  }

  get hasWrites(): boolean {
    return this.written.size > 0;
  }

  /** Returns the writes of the attempt, detached from objects that the step still holds. */
  writes(codec: PayloadCodec | undefined): readonly SharedWrite[] | undefined {
    if (!this.hasWrites) return undefined;
    return [...this.written].map(([key, { value, mergeable, deleted }]) =>
      deleted
        ? { key, value: undefined, mergeable, deleted }
        : { key, value: storableValue(key, value, codec, `node "${this.at.place.node}"`), mergeable },
    );
  }

  private nameOf(key: unknown): string {
    if (typeof key === 'string') return key;
    if (typeof key === 'object' && key !== null && 'name' in key && typeof key.name === 'string') return key.name;
    throw new MillraceError(
      'INVALID_OPTION',
      `node "${this.at.place.node}": a key of the shared store must be a string or made by key(name, initial), got ${inspectValue(key)}`,
    );
  }

  private read(key: AnyKey): unknown {
    const name = this.nameOf(key);
    const own = this.written.get(name);
    if (own && !own.deleted) return own.value;
    const entry = own ? undefined : this.committed(name);
    if (entry) return this.copy(name, entry.value);
    return typeof key === 'string' ? undefined : this.copy(key, key.initial);
  }

  private readAs(
    convert: (value: unknown) => unknown,
    key: string,
    otherwise: readonly unknown[],
    nothing: unknown,
  ): never {
    return untyped(convert(this.get(key)) ?? (otherwise.length > 0 ? otherwise[0] : nothing));
  }

  private committed(name: string): StoreEntry | undefined {
    return readKey(this.state, this.at.frame, this.at.item, name);
  }

  private visible(): ReadonlySet<string> {
    const names = new Set(visibleKeys(this.state, this.at.frame, this.at.item));
    for (const [name, { deleted }] of this.written) {
      if (deleted) names.delete(name);
      else names.add(name);
    }
    return names;
  }

  /** @throws {DefinitionError} for a key that is declared in different ways */
  private write(key: AnyKey, name: string, value: unknown, deleted: boolean): void {
    // A key created by another copy of the library is not known here yet.
    if (typeof key !== 'string' && key.merge) declareMerge(name, key.merge, key.initial);
    this.written.set(name, { value, mergeable: mergeFunctionOf(name) !== undefined, deleted });
  }

  /** Returns a copy for the attempt alone. The next read returns the same copy. */
  private copy(key: AnyKey, value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const known = this.copies?.get(key);
    if (known !== undefined) return known;
    const copy = detachValue(value);
    this.copies ??= new Map();
    this.copies.set(key, copy);
    return copy;
  }
}

/** Casts a value. The signatures of {@link Shared} declare its type. */
function untyped(value: unknown): never {
  return value as never;
}
