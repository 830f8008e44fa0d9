import { MAX_DEPTH, MAX_VALUES } from '../limits';
import { isMarked } from '../tag';
import { isPlainArray } from './built-in';
import { isPlainObject } from './plain-object';

/**
 * Returns whether `JSON.stringify` writes the value unchanged, so that nothing has to be tagged, escaped or rejected.
 * `false` only means that a closer check is needed. Keeps no path and no set of ancestors: a cycle shows as depth.
 *
 * @param depth the number of objects that the value will be nested in
 */
export function isJson(value: unknown, depth = 0): boolean {
  left = MAX_VALUES;
  return scan(value, depth, false);
}

/** The number of values that may still be visited; a module variable is cheaper than an object passed along. */
let left = 0;

function scan(value: unknown, depth: number, inObject: boolean): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'undefined':
      return inObject;
    case 'object':
      if (value === null) return true;
      left -= 1;
      if (depth >= MAX_DEPTH || left < 0) return false;
      return isPlainArray(value) ? scanArray(value, depth + 1) : scanObject(value, depth + 1);
    case 'bigint':
    case 'symbol':
    case 'function':
      return false;
  }
}

function scanArray(items: readonly unknown[], depth: number): boolean {
  left -= items.length;
  for (const item of items) if (!scan(item, depth, false)) return false;
  return true;
}

function scanObject(value: object, depth: number): boolean {
  if (!isPlainObject(value)) return false;
  for (const key in value) {
    left -= 1;
    if (isMarked(key) || !scan(value[key], depth, true)) return false;
  }
  return true;
}
