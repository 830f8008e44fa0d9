import { isDeepStrictEqual } from 'node:util';
import { describeFailure } from './told';

/** What Jest's and Vitest's `expect.any`, `expect.stringContaining` and their like have. */
interface AsymmetricMatcher {
  readonly asymmetricMatch: (actual: unknown) => boolean;
}

/**
 * Where a value is not what is expected. Of an object only the keys that are expected are looked at, also deeper; lists have to be as
 * long as expected; everything else has to be equal. A function that is expected is asked; it gives whether the value will do.
 *
 * @param name what the value is, for the texts
 */
export function differences(actual: unknown, expected: unknown, name: string): readonly string[] {
  if (isDeepStrictEqual(actual, expected)) return [];
  if (typeof expected === 'function')
    return asks(expected, actual) ? [] : [`${name}: ${describeFailure(actual)} will not do`];
  if (isMatcher(expected)) {
    return expected.asymmetricMatch(actual)
      ? []
      : [`${name}: expected ${describeFailure(expected)}, got ${describeFailure(actual)}`];
  }
  if (expected instanceof RegExp && typeof actual === 'string') {
    return expected.test(actual)
      ? []
      : [`${name}: expected something like ${String(expected)}, got ${describeFailure(actual)}`];
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length)
      return [`${name}: expected ${expected.length} items, got ${actual.length}: ${describeFailure(actual)}`];
    return expected.flatMap((item, index) => differences(actual[index], item, `${name}[${index}]`));
  }
  if (isPart(expected) && isTable(actual)) {
    return Object.entries(expected).flatMap(([key, value]) =>
      Object.hasOwn(actual, key) || value === undefined
        ? differences(actual[key], value, `${name}.${key}`)
        : [`${name}.${key}: expected ${describeFailure(value)}, and it is not there`],
    );
  }
  return [`${name}: expected ${describeFailure(expected)}, got ${describeFailure(actual)}`];
}

function asks(expected: unknown, actual: unknown): boolean {
  return (expected as (actual: unknown) => unknown)(actual) === true;
}

function isMatcher(value: unknown): value is AsymmetricMatcher {
  return typeof value === 'object' && value !== null && 'asymmetricMatch' in value;
}

/**
 * Whether the keys of what is expected say all of it. Those of an error, a promise, a pattern or an URL say nothing, so that any object
 * would do.
 */
export function isPart(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** Whether it is compared key by key: a plain object, or an instance where only its data counts. */
function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof Date || value instanceof Map || value instanceof Set || ArrayBuffer.isView(value));
}
