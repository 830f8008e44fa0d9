import { MillraceError } from '../../errors';
import type { ClassCodec } from './class-codec';
import { notSerialisable } from './refusal';
import { Secret } from './secret';
import { isMarked, TAG, unescapeKey } from './tag';
import { setProperty } from './values/set-property';

/** Restores tagged values. May modify its argument, which must come from `JSON.parse`. */
export function unpack(value: unknown, classCodecs: readonly ClassCodec[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return unpackItems(value, classCodecs);
  const object = asObject(value);
  return Object.hasOwn(object, TAG) ? unpackTagged(object, classCodecs) : unpackProperties(object, classCodecs);
}

/** `JSON.parse` returns no objects other than arrays and these. */
function asObject(value: object): Record<string, unknown> {
  return value as Record<string, unknown>;
}

function unpackItems(items: unknown[], classCodecs: readonly ClassCodec[]): unknown[] {
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (typeof item === 'object') items[index] = unpack(item, classCodecs);
  }
  return items;
}

function unpackProperties(object: Record<string, unknown>, classCodecs: readonly ClassCodec[]): unknown {
  const keys = Object.keys(object);
  const target = keys.some(isMarked) ? {} : object;
  for (const key of keys) {
    const property = object[key];
    if (target !== object) setProperty(target, unescapeKey(key), unpack(property, classCodecs));
    else if (typeof property === 'object') setProperty(target, key, unpack(property, classCodecs));
  }
  return target;
}

function unpackTagged({ $: tag, t: name, v }: Record<string, unknown>, classCodecs: readonly ClassCodec[]): unknown {
  if (tag === 'undefined') return undefined;
  if (tag === '-0') return -0;
  if (tag === 'secret') return new Secret(unpack(v, classCodecs));
  if (tag === 'type') return unpackType(String(name), unpack(v, classCodecs), classCodecs);
  if (typeof v === 'string') {
    if (tag === 'date') return new Date(v);
    if (tag === 'bigint') return BigInt(v);
    if (tag === 'bytes') return new Uint8Array(Buffer.from(v, 'base64'));
  }
  if (Array.isArray(v)) {
    const items = unpackItems(v, classCodecs);
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

function unpackType(name: string, data: unknown, classCodecs: readonly ClassCodec[]): unknown {
  const type = classCodecs.find((one) => one.name === name);
  if (type) return type.decode(data);
  throw notSerialisable(
    [],
    `is of the type "${name}", for which there is no codec`,
    'Register the classCodec() of that name with which it was written.',
  );
}
