import { errorMessageOf, MillraceError } from '../../errors';
import type { PayloadCodec } from '../../storage/payloads';
import { detachValue } from './detached';

/**
 * Returns the value that is committed under a key, detached from objects that the step still holds.
 *
 * @param payloads the journal's codec, which accepts only data; without it the value is copied
 * @param by the node or function that stores the value, for messages
 * @throws {MillraceError} `NOT_SERIALISABLE`, naming the key
 */
export function storableValue(key: string, value: unknown, codec: PayloadCodec | undefined, by: string): unknown {
  try {
    return codec ? codec.copy(value, () => 'a value') : detachValue(value);
  } catch (fault) {
    const details = { key, ...(MillraceError.is(fault) && fault.details) };
    const code = MillraceError.is(fault) ? fault.code : 'NOT_SERIALISABLE';
    throw new MillraceError(code, `${by}: key "${key}" of the shared store: ${errorMessageOf(fault)}`, {
      details,
      cause: fault,
    });
  }
}
