import { isThrown, type ThrownError } from '../thrown';
import { httpDate } from './http-date';

/** Maximum wait: a hundred years, in ms. */
const MAX_WAIT_MS = 3_155_760_000_000;

/**
 * Returns the wait that an error asks for before another attempt, in ms. The sources, in this order: its
 * `retryAfterMs`; its `retryAfter`, in seconds or as an HTTP date; the headers `retry-after-ms` and `retry-after` of
 * its response (`headers` or `response.headers`: a `Headers`, an object or axios headers). A date in the past means no
 * wait.
 *
 * @param now current time in epoch ms, from which a date counts if the response has no `date` header
 * @returns `undefined` if the error does not ask for a wait, or not in a known form
 */
export function retryAfterOf(error: unknown, now?: number): number | undefined {
  try {
    return isThrown(error) ? askedWait(error, now) : undefined;
  } catch {
    // A proxy may throw on any access.
    return undefined;
  }
}

function askedWait(error: ThrownError, now: number | undefined): number | undefined {
  const headers = [error.headers, isThrown(error.response) ? error.response.headers : undefined].filter(isThrown);
  const [date] = headers.flatMap((one) => headerOf(one, 'date') ?? []);
  const from = httpDate(date) ?? now;
  return (
    milliseconds(error.retryAfterMs) ??
    secondsOrDate(error.retryAfter, from) ??
    first(
      headers,
      (one) => milliseconds(headerOf(one, 'retry-after-ms')) ?? secondsOrDate(headerOf(one, 'retry-after'), from),
    )
  );
}

function first<T, R>(list: readonly T[], read: (one: T) => R | undefined): R | undefined {
  for (const one of list) {
    const found = read(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function secondsOrDate(value: unknown, from: number | undefined): number | undefined {
  const seconds = milliseconds(value);
  if (seconds !== undefined) return Math.min(seconds * 1000, MAX_WAIT_MS);
  const date = httpDate(value);
  return date === undefined || from === undefined ? undefined : Math.min(Math.max(date - from, 0), MAX_WAIT_MS);
}

/** Parses a non-negative number from a number or from the string of a header. */
function milliseconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0
    ? Math.min(number, MAX_WAIT_MS)
    : undefined;
}

/** Returns a header from any kind of headers object, if it can be read. If it was sent twice, the first one counts. */
function headerOf(headers: object, name: string): unknown {
  try {
    const { get } = headers as { readonly get?: unknown };
    const value: unknown =
      typeof get === 'function'
        ? Reflect.apply(get, headers, [name])
        : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
    return Array.isArray(value) ? value[0] : value;
  } catch {
    return undefined;
  }
}
