import { isPlainObject } from '../../storage/codec';

// What the getters of the shared store make of a value; `undefined` where it is of another type.

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A bigint counts where a number holds it exactly. */
export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  return typeof value === 'bigint' && !Number.isSafeInteger(number) ? undefined : number;
}

/** Cut off toward zero; never -0. */
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
