import { MillraceError } from '../../errors';
import type { CodecOptions } from './codec-options';
import { Secret } from './secret';
import { isMarked, TAG, unescapeKey } from './tag';
import { UnknownInstance } from './unknown-instance';
import { setProperty } from './values/set-property';

/** Restores tagged values. May modify its argument, which must come from `JSON.parse`. */
export function unpack(value: unknown, options: CodecOptions): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return unpackItems(value, options);
  const object = asObject(value);
  return Object.hasOwn(object, TAG) ? unpackTagged(object, options) : unpackProperties(object, options);
}

/** `JSON.parse` returns no objects other than arrays and these. */
function asObject(value: object): Record<string, unknown> {
  return value as Record<string, unknown>;
}

function unpackItems(items: unknown[], options: CodecOptions): unknown[] {
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (typeof item === 'object') items[index] = unpack(item, options);
  }
  return items;
}

function unpackProperties(object: Record<string, unknown>, options: CodecOptions): unknown {
  const keys = Object.keys(object);
  const target = keys.some(isMarked) ? {} : object;
  for (const key of keys) {
    const property = object[key];
    if (target !== object) setProperty(target, unescapeKey(key), unpack(property, options));
    else if (typeof property === 'object') setProperty(target, key, unpack(property, options));
  }
  return target;
}

function unpackTagged({ $: tag, t: name, v }: Record<string, unknown>, options: CodecOptions): unknown {
  if (tag === 'undefined') return undefined;
  if (tag === '-0') return -0;
  if (tag === 'secret') return new Secret(unpack(v, options));
  if (tag === 'type') return unpackType(String(name), unpack(v, options), options);
  if (typeof v === 'string') {
    if (tag === 'date') return new Date(v);
    if (tag === 'bigint') return BigInt(v);
    if (tag === 'bytes') return new Uint8Array(Buffer.from(v, 'base64'));
  }
  if (Array.isArray(v)) {
    const items = unpackItems(v, options);
    if (tag === 'set') return new Set(items);
    if (tag === 'map' && items.every(isEntry)) return new Map(items);
  }
  throw new MillraceError(
    'UNREADABLE',
    `a stored value has the tag ${JSON.stringify(tag)}, which this version of the codec does not support`,
  );
}

function isEntry(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

function unpackType(name: string, data: unknown, { classCodecs, unknownClasses }: CodecOptions): unknown {
  const type = classCodecs?.find((one) => one.name === name);
  if (type) return type.decode(data);
  if (unknownClasses) return new UnknownInstance(name, data);
  throw new MillraceError(
    'UNREADABLE',
    `a stored value is an instance of "${name}", for which there is no codec; register the classCodec() of that name with which it was written`,
  );
}
