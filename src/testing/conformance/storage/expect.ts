import { deepStrictEqual, rejects } from 'node:assert';
import { type ErrorCode, MillraceError } from '../../../errors';
import type { Trial } from './trial';

/** A check before it is given a storage. */
export interface Check {
  readonly name: string;
  readonly run: (trial: Trial) => Promise<void>;
}

export function check(name: string, run: (trial: Trial) => Promise<void>): Check {
  return { name, run };
}

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

/** The code of an answer that says why one of many could not be written. */
export function codeOf(answer: unknown): unknown {
  const error = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : undefined;
  return MillraceError.is(error) ? error.code : answer;
}
