import { inspectValue, isStorableName, knownOptions, MillraceError } from '../../errors';
import { acceptValue } from '../../execution';
import type { Signal } from '../../flow';
import { requireName } from './require-string';

/** A signal with a payload of any type. */
export type AnySignal = Pick<Signal<unknown>, 'name' | 'payload'>;

/**
 * Returns the name of a signal.
 *
 * @throws {MillraceError} `INVALID_SIGNAL` for anything but a token made by `signal(name)`
 */
export function requireSignalName(signal: unknown): string {
  return requireStorable(nameOf(signal), signal);
}

/**
 * Returns the name of a signal that is given as a token or by its name.
 *
 * @throws {MillraceError} `INVALID_SIGNAL`
 */
export function signalNameOf(signal: unknown): string {
  return requireStorable(typeof signal === 'string' ? signal : nameOf(signal), signal);
}

/**
 * Returns the idempotency key of a signal, if any.
 *
 * @throws {MillraceError} `INVALID_OPTION`
 */
export function requireSignalKey(options: { readonly idempotencyKey?: string | undefined }): string | undefined {
  const { idempotencyKey } = knownOptions(options, { idempotencyKey: true }, 'signal()');
  return idempotencyKey === undefined ? undefined : requireName(idempotencyKey, 'idempotencyKey', 'signal()');
}

/**
 * Returns the payload, validated against the declaration of its signal.
 *
 * @throws {InputError} if the payload is invalid, or a promise
 */
export function validateSignalPayload({ name, payload: type }: AnySignal, payload: unknown): unknown {
  return acceptValue(type, payload, `payload of signal "${name}"`);
}

function requireStorable(name: unknown, signal: unknown): string {
  if (isStorableName(name)) return name;
  throw new MillraceError(
    'INVALID_SIGNAL',
    `signal(): expected a token such as signal<Payment>('payment.received'), and then its payload, got ${inspectValue(signal)}`,
  );
}

/** Returns the name of a token, if it has one that can be read. */
function nameOf(signal: unknown): unknown {
  try {
    return typeof signal === 'object' && signal !== null && 'name' in signal ? signal.name : undefined;
  } catch {
    // A proxy may throw on any access.
    return undefined;
  }
}
