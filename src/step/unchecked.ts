import type { StandardSchema } from './input-type';

/**
 * Declares that a value is accepted as it is. Write it where data from outside of the process is taken on trust, so that
 * a check that was left out can be told from one that was forgotten.
 *
 * @example flow('orders', { input: unchecked<Order>() })
 */
export function unchecked<T = unknown>(): StandardSchema<T> {
  return Object.freeze({
    '~standard': Object.freeze({
      version: 1 as const,
      vendor: 'millrace',
      validate: (value: unknown) => ({ value: trusted<T>(value) }),
    }),
  });
}

/** Casts a value whose type the caller of {@link unchecked} vouches for. */
function trusted<T>(value: unknown): T {
  return value as T;
}
