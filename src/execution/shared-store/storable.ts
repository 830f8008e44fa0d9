import { MillraceError, toFailure } from '../../errors';
import type { PayloadCodec } from '../../storage/payloads';
import { detachValue } from './detached';

/**
 * A value as it is committed under a key: what a step still holds of it cannot change it any more.
 *
 * @param payloads the journal's codec, which takes nothing but data; without it the value is copied as it is
 * @throws {MillraceError} `NOT_SERIALISABLE`, naming the key
 */
export function storableValue(key: string, value: unknown, codec: PayloadCodec | undefined): unknown {
  try {
    return codec ? codec.copy(value, () => 'it') : detachValue(value);
  } catch (fault) {
    const details = { key, ...(MillraceError.is(fault) && fault.details) };
    const code = MillraceError.is(fault) ? fault.code : 'NOT_SERIALISABLE';
    throw new MillraceError(code, `key "${key}" of the shared store: ${toFailure(fault).message}`, {
      details,
      cause: fault,
    });
  }
}
