import { deepStrictEqual, rejects } from 'node:assert';
import { type ErrorCode, MillraceError } from '../errors';

/** Asserts that two values are equal as data: a missing property equals one that is `undefined`. */
export function same(actual: unknown, expected: unknown): void {
  deepStrictEqual(asData(actual), asData(expected));
}

/** Returns a copy without properties that are `undefined`. */
function asData(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** Asserts that a promise rejects with a code. */
export async function refuses(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await rejects(promise, (error) => {
    deepStrictEqual(MillraceError.is(error) ? error.code : error, code);
    return true;
  });
}
