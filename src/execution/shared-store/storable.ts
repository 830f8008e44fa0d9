import { MillraceError, toFailure } from '../../errors';
import type { Payloads } from '../../storage';
import { detached } from './detached';

/**
 * A value as it is committed under a key: what a step still holds of it cannot change it any more.
 *
 * @param payloads the journal's codec, which takes nothing but data; without it the value is copied as it is
 * @throws {MillraceError} `NOT_SERIALISABLE`, naming the key
 */
export function storable(key: string, value: unknown, payloads: Payloads | undefined): unknown {
  try {
    return payloads ? payloads.copy(value, () => 'it') : detached(value);
  } catch (fault) {
    const details = { key, ...(MillraceError.is(fault) && fault.details) };
    const code = MillraceError.is(fault) ? fault.code : 'NOT_SERIALISABLE';
    throw new MillraceError(code, `key "${key}" of the shared store: ${toFailure(fault).message}`, {
      details,
      cause: fault,
    });
  }
}
