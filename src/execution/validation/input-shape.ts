import { isDate, isMap, isSet } from 'node:util/types';
import { InputError, isThenable } from '../../errors';
import { isPlainObject, Secret, valuePath } from '../../storage/codec';

/** The maximum depth of an input of a declared class: class-transformer and class-validator are recursive. */
const MAX_DEPTH = 100;

/** The maximum number of values in it. */
const MAX_VALUES = 100_000;

/** The facts about an input before a validator sees it. */
export interface InputShape {
  /**
   * The input, with plain objects and lists copied, since class-transformer may delete properties; `undefined`
   * properties are left out.
   */
  readonly value: unknown;
  /** Whether it contains a value that class-transformer changes: a Set or a secret. */
  readonly isSpoilt: boolean;
}

/**
 * Reads an input once, within limits, so that no validator exceeds stack or time.
 *
 * @throws {InputError} for cycles, promises, more than 100 levels or 100,000 values, and the keys `__proto__` and
 * `constructor`
 */
export function readShape(value: unknown, what: string): InputShape {
  const reader = new ShapeReader(what);
  return { value: reader.read(value), isSpoilt: reader.isSpoilt };
}

class ShapeReader {
  isSpoilt = false;
  private readonly path: (string | number)[] = [];
  private readonly ancestors = new Set<object>();
  private left = MAX_VALUES;

  constructor(private readonly what: string) {}

  read(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || isDate(value)) return value;
    if (Secret.is(value)) {
      this.isSpoilt = true;
      return value;
    }
    if (ArrayBuffer.isView(value)) {
      // class-transformer copies a Buffer and empties any other view.
      return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
    }
    if (isThenable(value)) throw this.refuse('is a promise, or has a method then(); await it first');
    if (this.ancestors.has(value)) throw this.refuse('refers back to what contains it');
    if (this.ancestors.size >= MAX_DEPTH) throw this.refuse(`is nested more than ${MAX_DEPTH} levels deep`);
    this.ancestors.add(value);
    const copy = this.readInside(value);
    this.ancestors.delete(value);
    return copy;
  }

  private readInside(value: object): unknown {
    if (Array.isArray(value)) return this.readItems(value);
    if (isPlainObject(value)) return this.readProperties(value);
    if (isMap(value)) this.readItems([...value].flat());
    else if (isSet(value)) this.readSet(value);
    else this.readProperties(value);
    return value;
  }

  private readSet(value: ReadonlySet<unknown>): void {
    this.isSpoilt = true;
    this.readItems([...value]);
  }

  private readItems(items: readonly unknown[]): readonly unknown[] {
    // Checked before a copy is made: a list can claim a length of four billion.
    if (items.length > this.left) throw this.refuse(`holds more than ${MAX_VALUES} values`);
    return Array.from(items, (item, index) => this.readAt(index, item));
  }

  private readProperties(value: object): object {
    const copy: Record<string, unknown> = {};
    const entries: [string, unknown][] = Object.entries(value);
    for (const [key, property] of entries) {
      if (key === '__proto__' || key === 'constructor') throw this.refuse(`must not have a property "${key}"`);
      const inner = this.readAt(key, property);
      if (inner !== undefined) copy[key] = inner;
    }
    return copy;
  }

  private readAt(key: string | number, value: unknown): unknown {
    this.left -= 1;
    if (this.left < 0) throw this.refuse(`holds more than ${MAX_VALUES} values`);
    this.path.push(key);
    const copy = this.read(value);
    this.path.pop();
    return copy;
  }

  private refuse(message: string): InputError {
    return new InputError(this.what, [{ path: valuePath(this.path), message }]);
  }
}
