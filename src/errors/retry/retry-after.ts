import { isThrown } from '../thrown';
import { httpDate } from './http-date';

/** A hundred years, in ms: nobody waits longer. */
const LONGEST = 3_155_760_000_000;

/**
 * How long an error asks us to wait before another attempt, in ms. Looked for in this order: its own `retryAfterMs`; its
 * own `retryAfter`, in seconds or as an HTTP date; the headers `retry-after-ms` and `retry-after` of the answer that it
 * carries (`headers` or `response.headers`: a `Headers`, an object, or what axios has). A date in the past is no wait.
 *
 * @param now the time in epoch ms, for an answer with a date to wait for but no `date` of its own to count from
 * @returns `undefined` where the error asks for nothing that can be understood
 */
export function retryAfterOf(error: unknown, now?: number): number | undefined {
  if (!isThrown(error)) return undefined;
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
  if (seconds !== undefined) return Math.min(seconds * 1000, LONGEST);
  const date = httpDate(value);
  return date === undefined || from === undefined ? undefined : Math.min(Math.max(date - from, 0), LONGEST);
}

/** A number that is not negative, or the text of one as it stands in a header. */
function milliseconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? Math.min(number, LONGEST) : undefined;
}

/** A header of whatever holds headers, if it can be read. Of one that was sent twice the first counts. */
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
