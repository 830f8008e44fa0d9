import type { Payloads } from '../storage';
import type { StartOptions } from './engine-options';
import { detached } from './store/detached';

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
