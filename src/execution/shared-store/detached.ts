import { MillraceError } from '../../errors';
import {
  isBytes,
  isPlainArray,
  isPlainDate,
  isPlainMap,
  isPlainObject,
  isPlainSet,
  setProperty,
} from '../../storage/codec';

/** The maximum depth, equal to that of the journal's codec. */
const MAX_DEPTH = 1000;

/**
 * Returns a copy of a value that shares no list, record, map, set or date with it. Anything else (instances of classes,
 * functions) is passed on unchanged: without a journal it may be kept in memory.
 *
 * @throws {MillraceError} `NOT_SERIALISABLE` for more than 1,000 levels
 */
export function detachValue(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? copyOf(value, new Map(), 0) : value;
}

/** @param done the copies made so far; a value may contain the same object twice, or itself */
function copyOf(value: object, done: Map<object, unknown>, depth: number): unknown {
  const known = done.get(value);
  if (known !== undefined) return known;
  if (depth >= MAX_DEPTH)
    throw new MillraceError('NOT_SERIALISABLE', `a value is nested more than ${MAX_DEPTH} levels deep; flatten it`);
  if (isPlainArray(value)) {
    const items: unknown[] = new Array<unknown>(value.length);
    done.set(value, items);
    for (let index = 0; index < value.length; index += 1) items[index] = inside(value[index], done, depth);
    return items;
  }
  if (isPlainObject(value)) {
    const record: Record<string, unknown> = {};
    done.set(value, record);
    for (const name of Object.keys(value)) setProperty(record, name, inside(value[name], done, depth));
    return record;
  }
  return copyOfBuiltIn(value, done, depth);
}

function inside(value: unknown, done: Map<object, unknown>, depth: number): unknown {
  return typeof value === 'object' && value !== null ? copyOf(value, done, depth + 1) : value;
}

/** Returns anything that is not data unchanged. */
function copyOfBuiltIn(value: object, done: Map<object, unknown>, depth: number): unknown {
  if (isPlainDate(value)) return new Date(value.getTime());
  if (isPlainMap(value)) {
    const map = new Map<unknown, unknown>();
    done.set(value, map);
    for (const [key, item] of value) map.set(inside(key, done, depth), inside(item, done, depth));
    return map;
  }
  if (isPlainSet(value)) {
    const set = new Set<unknown>();
    done.set(value, set);
    for (const item of value) set.add(inside(item, done, depth));
    return set;
  }
  // A Buffer's own slice would share its memory.
  return isBytes(value) ? (Buffer.isBuffer(value) ? Buffer.from(value) : value.slice()) : value;
}
