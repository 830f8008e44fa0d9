import { readRecord } from '../../errors';
import { storableValue } from '../../execution';
import { checkKeyName } from '../../step';
import type { PayloadCodec } from '../../storage/payloads';
import type { StartOptions } from '../port/engine-options';
import { SHARED_FORM } from './options/start-options';

/**
 * Returns a copy of the initial values of a run's shared store, detached from the caller's objects.
 *
 * @throws {MillraceError} `INVALID_OPTION`, or `NOT_SERIALISABLE` for a value that cannot be read or stored
 */
export function initialSharedStore(
  { shared }: StartOptions,
  codec: PayloadCodec | undefined,
  flow: string,
): Readonly<Record<string, unknown>> | undefined {
  if (shared === undefined) return undefined;
  const values = readRecord(shared, 'shared', () => SHARED_FORM, 'start()');
  for (const name of Object.keys(values)) checkKeyName(name, 'start(): shared');
  if (!codec)
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, storableValue(name, value, undefined, 'start()')]),
    );
  // The copy of an object is an object.
  return codec.copy(values, () => `the shared store of flow "${flow}"`) as Readonly<Record<string, unknown>>;
}
