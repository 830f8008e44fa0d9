import { isPlainObject } from '../../storage/codec';

// Conversions for the getters of the shared store; `undefined` for a value of another type.

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A bigint is accepted if a number represents it exactly. */
export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  return typeof value === 'bigint' && !Number.isSafeInteger(number) ? undefined : number;
}

/** Truncates toward zero; never returns -0. */
export function asInteger(value: unknown): number | undefined {
  const number = asNumber(value);
  return number === undefined ? undefined : Math.trunc(number) + 0;
}

export function asBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function asList(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isPlainObject(value)
    ? value
    : undefined;
}
