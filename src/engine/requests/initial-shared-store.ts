import { detachValue } from '../../execution';
import { checkKeyName } from '../../step';
import type { PayloadCodec } from '../../storage/payloads';
import type { StartOptions } from '../port/engine-options';

/** Returns a copy of the initial values of a run's shared store, detached from the caller's objects. */
export function initialSharedStore(
  { shared }: StartOptions,
  codec: PayloadCodec | undefined,
  flow: string,
): Readonly<Record<string, unknown>> | undefined {
  if (shared === undefined) return undefined;
  for (const name of Object.keys(shared)) checkKeyName(name, 'start(): shared');
  const copy = codec ? codec.copy(shared, () => `the shared store of flow "${flow}"`) : detachValue(shared);
  // The copy of an object is an object.
  return copy as Readonly<Record<string, unknown>>;
}
