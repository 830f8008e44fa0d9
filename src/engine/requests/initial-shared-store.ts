import { detachValue } from '../../execution/shared-store/detached';
import type { PayloadCodec } from '../../storage/payloads';
import type { StartOptions } from '../port/engine-options';

/** What the shared store of a run begins with: nothing that the caller still holds. */
export function initialSharedStore(
  { shared }: StartOptions,
  codec: PayloadCodec | undefined,
  flow: string,
): Readonly<Record<string, unknown>> | undefined {
  if (shared === undefined) return undefined;
  const copy = codec ? codec.copy(shared, () => `the shared store of flow "${flow}"`) : detachValue(shared);
  // A copy of an object is an object.
  return copy as Readonly<Record<string, unknown>>;
}
