import { MillraceError, toFailure } from '../../errors';
import { copyThrough } from '../../storage';
import { detached } from './detached';

/**
 * A value as it is committed under a key: what a step still holds of it cannot change it any more.
 *
 * @param strict goes through the journal's codec, which takes nothing but data
 * @throws {MillraceError} `NOT_SERIALISABLE`, naming the key
 */
export function storable(key: string, value: unknown, strict: boolean): unknown {
  try {
    return strict ? copyThrough(value) : detached(value);
  } catch (fault) {
    const details = { key, ...(MillraceError.is(fault) && fault.details) };
    throw new MillraceError('NOT_SERIALISABLE', `key "${key}" of the shared store: ${toFailure(fault).message}`, {
      details,
      cause: fault,
    });
  }
}
