import type { Payloads } from '../storage';
import type { StartOptions } from './engine-options';

/** What the shared store of a run begins with: nothing that the caller still holds. */
export function startShared(
  { shared }: StartOptions,
  payloads: Payloads | undefined,
  flow: string,
): Readonly<Record<string, unknown>> | undefined {
  if (shared === undefined) return undefined;
  // A copy of an object is an object.
  return payloads
    ? (payloads.copy(shared, () => `the shared store of flow "${flow}"`) as Readonly<Record<string, unknown>>)
    : { ...shared };
}
