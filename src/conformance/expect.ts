import { deepStrictEqual, rejects } from 'node:assert';
import { type ErrorCode, MillraceError } from '../errors';

/** Compares as data: whether a property is missing or `undefined` makes no difference. */
export function same(actual: unknown, expected: unknown): void {
  deepStrictEqual(asData(actual), asData(expected));
}

/** A copy without properties that are `undefined`. */
function asData(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** Expects that a promise is rejected with a code. */
export async function refuses(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await rejects(promise, (error) => {
    deepStrictEqual(MillraceError.is(error) ? error.code : error, code);
    return true;
  });
}
