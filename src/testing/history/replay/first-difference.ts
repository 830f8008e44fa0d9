import { isDeepStrictEqual } from 'node:util';
import { describeValue } from '../../expectations/describe-value';

/** Returns the first difference of two values, with its position; `undefined` if they are equal. */
export function firstDifference(was: unknown, is: unknown, name: string): string | undefined {
  if (isDeepStrictEqual(was, is)) return undefined;
  const [before, now] = [tableOf(was), tableOf(is)];
  if (before && now && Array.isArray(was) === Array.isArray(is)) {
    for (const key of new Set([...before.keys(), ...now.keys()])) {
      const found = firstDifference(before.get(key), now.get(key), `${name}.${key}`);
      if (found !== undefined) return found;
    }
  }
  return `${name}: recorded: ${describeValue(was)}, replayed: ${describeValue(is)}`;
}

/** Returns the properties of an object or the items of a list; `undefined` for a value that is compared as a whole. */
function tableOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const isTable = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isTable ? new Map(Object.entries(value)) : undefined;
}
