import { isDate, isMap, isSet, isUint8Array } from 'node:util/types';

/** The number of prototypes between a built-in object and the end of its chain; more indicate a subclass. */
function prototypesOf(value: object): number {
  let count = 0;
  for (let at: unknown = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) count += 1;
  return count;
}

/** Returns whether a value is an array of any realm, but not of a subclass. */
export function isPlainArray(value: object): value is readonly unknown[] {
  return Array.isArray(value) && (Object.getPrototypeOf(value) === Array.prototype || prototypesOf(value) === 2);
}

export function isPlainDate(value: object): value is Date {
  return isDate(value) && prototypesOf(value) === 2;
}

export function isPlainMap(value: object): value is ReadonlyMap<unknown, unknown> {
  return isMap(value) && prototypesOf(value) === 2;
}

export function isPlainSet(value: object): value is ReadonlySet<unknown> {
  return isSet(value) && prototypesOf(value) === 2;
}

/** Returns whether a value is a Uint8Array or a Node Buffer, a subclass that is restored as a Uint8Array. */
export function isBytes(value: object): value is Uint8Array {
  return isUint8Array(value) && (Buffer.isBuffer(value) || prototypesOf(value) === 3);
}
