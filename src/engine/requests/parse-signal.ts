import { isDeepStrictEqual } from 'node:util';
import { MillraceError } from '../../errors';
import { validateInput } from '../../execution/validation';
import type { Signal } from '../../flow';
import { type LiveRun, liveExtra } from '../driver/live-run';
import { requireOptions } from './require-options';
import { requireNonEmptyString } from './require-string';

/** @throws {MillraceError} `INVALID_SIGNAL` for anything but a token made by `signal(name)` */
export function requireSignalName(signal: unknown): string {
  const name = typeof signal === 'object' && signal !== null && 'name' in signal ? signal.name : undefined;
  if (typeof name === 'string' && name !== '') return name;
  throw new MillraceError(
    'INVALID_SIGNAL',
    "expected a token such as signal<Payment>('payment.received'), and then its payload",
  );
}

/** The key with which a signal is sent, if any. @throws {MillraceError} `INVALID_OPTION` */
export function requireSignalKey(options: { readonly idempotencyKey?: string | undefined }): string | undefined {
  const { idempotencyKey } = requireOptions(options);
  return idempotencyKey === undefined ? undefined : requireNonEmptyString(idempotencyKey, 'idempotencyKey');
}

/**
 * Whether the run has got this very signal before.
 *
 * @throws {MillraceError} `IDEMPOTENCY_CONFLICT` where the key came with another signal or payload
 */
export function wasReceived({ id, extra }: LiveRun, key: string, name: string, payload: unknown): boolean {
  const known = extra?.received?.get(key);
  if (!known) return false;
  if (known.name === name && isDeepStrictEqual(known.payload, payload)) return true;
  throw new MillraceError(
    'IDEMPOTENCY_CONFLICT',
    `run ${id} got the signal "${known.name}" with the idempotency key "${key}" and another payload; use a new key for a new signal`,
    { details: { runId: id, idempotencyKey: key } },
  );
}

export function rememberReceived(run: LiveRun, key: string, name: string, payload: unknown): void {
  const extra = liveExtra(run);
  extra.received ??= new Map();
  extra.received.set(key, { name, payload });
}

/**
 * The payload as its signal declares it.
 *
 * @throws {InputError} where it is not valid
 */
export function validateSignalPayload({ name, payload: type }: AnySignal, payload: unknown): unknown {
  return type ? validateInput(type, payload, `payload of signal "${name}"`) : payload;
}

/** A signal, whatever its payload. */
export type AnySignal = Pick<Signal<unknown>, 'name' | 'payload'>;
