import { isDate, isMap, isSet, isTypedArray } from 'node:util/types';

/** A copy in which instances of classes are plain objects, as they come out of a request or a journal. Of what is known to have no cycles. */
export function plainData(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plainData);
  if (isDate(value) || isMap(value) || isSet(value) || isTypedArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainData(inner)]));
}
