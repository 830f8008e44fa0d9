import { isDeepStrictEqual } from 'node:util';
import { describeValue } from './describe-value';

/** An asymmetric matcher of Jest or Vitest, such as `expect.any` and `expect.stringContaining`. */
interface AsymmetricMatcher {
  readonly asymmetricMatch: (actual: unknown) => boolean;
}

/**
 * Returns the differences of a value from an expected one. Only the expected keys of an object are compared, at any
 * depth. Lists must have the expected length. All other values must be equal. An expected function is called with the
 * value and returns whether it is acceptable.
 *
 * @param name the name of the value in the messages
 */
export function differences(actual: unknown, expected: unknown, name: string): readonly string[] {
  if (isDeepStrictEqual(actual, expected)) return [];
  if (typeof expected === 'function')
    return asks(expected, actual) ? [] : [`${name}: ${describeValue(actual)} is not accepted`];
  if (isMatcher(expected)) {
    return expected.asymmetricMatch(actual)
      ? []
      : [`${name}: expected ${describeValue(expected)}, got ${describeValue(actual)}`];
  }
  if (expected instanceof RegExp && typeof actual === 'string') {
    return expected.test(actual)
      ? []
      : [`${name}: expected a match of ${String(expected)}, got ${describeValue(actual)}`];
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length)
      return [`${name}: expected ${expected.length} items, got ${actual.length}: ${describeValue(actual)}`];
    return expected.flatMap((item, index) => differences(actual[index], item, `${name}[${index}]`));
  }
  if (isPart(expected) && isTable(actual)) {
    return Object.entries(expected).flatMap(([key, value]) =>
      Object.hasOwn(actual, key) || value === undefined
        ? differences(actual[key], value, `${name}.${key}`)
        : [`${name}.${key}: expected ${describeValue(value)}, but it is missing`],
    );
  }
  return [`${name}: expected ${describeValue(expected)}, got ${describeValue(actual)}`];
}

function asks(expected: unknown, actual: unknown): boolean {
  return (expected as (actual: unknown) => unknown)(actual) === true;
}

function isMatcher(value: unknown): value is AsymmetricMatcher {
  return typeof value === 'object' && value !== null && 'asymmetricMatch' in value;
}

/**
 * Whether a value can be expected by its keys. Errors, promises, patterns and URLs have no relevant keys, so any object
 * would match them.
 */
export function isPart(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** Whether a value is compared by key: a plain object, or an instance of which only the data counts. */
function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof Date || value instanceof Map || value instanceof Set || ArrayBuffer.isView(value));
}
