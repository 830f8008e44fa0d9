import { isThenable, MillraceError } from '../../errors';
import type { ClassCodec } from './class-codec';
import type { CodecOptions } from './codec-options';
import { MAX_DEPTH, MAX_VALUES } from './limits';
import { notSerialisable } from './refusal';
import { Secret } from './secret';
import { escapeKey, type Tagged } from './tag';
import { UnknownInstance } from './unknown-instance';
import { isBytes, isPlainArray, isPlainDate, isPlainMap, isPlainSet } from './values/built-in';
import { instanceProblem } from './values/instance-problem';
import { isPlainObject, type PlainObject } from './values/plain-object';
import { setProperty } from './values/set-property';

/**
 * Returns a copy of the value in which everything that JSON does not support is tagged.
 *
 * @throws {MillraceError} `NOT_SERIALISABLE`, with the path, for a value that cannot be stored
 */
export function pack(value: unknown, { classCodecs = [], secrets = false }: CodecOptions): unknown {
  return new Packer(classCodecs, secrets).pack(value);
}

class Packer {
  private readonly path: (string | number)[] = [];
  private readonly ancestors = new Set<object>();
  private left = MAX_VALUES;

  constructor(
    private readonly classCodecs: readonly ClassCodec[],
    private readonly secrets: boolean,
  ) {}

  pack(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return this.packNumber(value);
      case 'bigint':
        return { $: 'bigint', v: String(value) } satisfies Tagged;
      case 'undefined':
        return { $: 'undefined' } satisfies Tagged;
      case 'object':
        return value === null ? null : this.packObject(value);
      case 'symbol':
      case 'function':
        throw this.refuse(`is a ${typeof value}`, 'Payloads are data: leave it out, or keep it in the step');
    }
  }

  private packNumber(value: number): unknown {
    if (Object.is(value, -0)) return { $: '-0' } satisfies Tagged;
    if (Number.isFinite(value)) return value;
    throw this.refuse(`is ${value}`, 'Use null, or leave it out');
  }

  private packObject(value: object): unknown {
    if (this.ancestors.has(value)) throw this.refuse('refers back to what contains it', 'Refer to it by an id instead');
    if (this.ancestors.size >= MAX_DEPTH) {
      throw this.refuse(`is nested more than ${MAX_DEPTH} levels deep`, 'Flatten it, for instance to a list with ids');
    }
    this.ancestors.add(value);
    const packed = this.packInside(value);
    this.ancestors.delete(value);
    return packed;
  }

  private packInside(value: object): unknown {
    if (isPlainArray(value)) return this.packItems(value);
    if (isPlainObject(value)) return this.packProperties(value);
    if (Secret.is(value)) return this.packSecret(value);
    if (UnknownInstance.is(value)) return { $: 'type', t: value.className, v: this.pack(value.data) } satisfies Tagged;
    const type = this.classCodecs.find((one) => one.is(value));
    if (type) return { $: 'type', t: type.name, v: this.pack(type.encode(value)) } satisfies Tagged;
    if (isPlainDate(value)) return this.packDate(value);
    if (isPlainMap(value)) return { $: 'map', v: this.packEntries(value) } satisfies Tagged;
    if (isPlainSet(value)) return { $: 'set', v: this.packItems([...value]) } satisfies Tagged;
    if (isBytes(value)) return { $: 'bytes', v: Buffer.from(value).toString('base64') } satisfies Tagged;
    const { problem, cure } = instanceProblem(value);
    throw this.refuse(problem, cure);
  }

  private packSecret(secret: Secret<unknown>): unknown {
    if (this.secrets) return { $: 'secret', v: this.pack(secret.reveal()) } satisfies Tagged;
    throw this.refuse(
      'is a Secret, and the engine has no encryption',
      'Create the engine with transforms: encryption({ … }), or keep it out of payloads',
    );
  }

  private packDate(value: Date): unknown {
    if (Number.isNaN(value.getTime())) throw this.refuse('is an invalid Date', 'Use null, or leave it out');
    return { $: 'date', v: value.toISOString() } satisfies Tagged;
  }

  private packItems(items: readonly unknown[]): unknown[] {
    const packed: unknown[] = [];
    for (let index = 0; index < items.length; index += 1) {
      if (items[index] === undefined && !(index in items)) {
        throw this.refuse(`is an array with a hole at index ${index}`, 'Fill the holes, for instance with null');
      }
      packed.push(this.packAt(index, items[index]));
    }
    return packed;
  }

  private packProperties(value: PlainObject): unknown {
    if (isThenable(value)) throw this.refuse('has a method then(), so await takes it for a promise', 'Await it first');
    const packed: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const property = value[key];
      if (property !== undefined) setProperty(packed, escapeKey(key), this.packAt(key, property));
    }
    return packed;
  }

  private packEntries(map: ReadonlyMap<unknown, unknown>): [unknown, unknown][] {
    return [...map].map(([key, value], index) => [
      this.packAt(index, key),
      this.packAt(typeof key === 'string' ? key : index, value),
    ]);
  }

  private packAt(key: string | number, value: unknown): unknown {
    this.left -= 1;
    if (this.left < 0)
      throw this.refuse(`holds more than ${MAX_VALUES} values`, 'Store it elsewhere and pass a reference');
    this.path.push(key);
    const packed = this.pack(value);
    this.path.pop();
    return packed;
  }

  private refuse(problem: string, cure: string): MillraceError {
    return notSerialisable(this.path, problem, `${cure}.`);
  }
}
