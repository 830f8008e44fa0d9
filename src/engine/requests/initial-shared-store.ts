import { detached } from '../../execution/shared-store/detached';
import type { Payloads } from '../../storage';
import type { StartOptions } from '../port/engine-options';

/** What the shared store of a run begins with: nothing that the caller still holds. */
export function startShared(
  { shared }: StartOptions,
  payloads: Payloads | undefined,
  flow: string,
): Readonly<Record<string, unknown>> | undefined {
  if (shared === undefined) return undefined;
  const copy = payloads ? payloads.copy(shared, () => `the shared store of flow "${flow}"`) : detached(shared);
  // A copy of an object is an object.
  return copy as Readonly<Record<string, unknown>>;
}
