import { inspectValue } from '../../errors';
import type { RunAddress } from '../../storage/port';
import { requireOptions } from './require-options';
import { requireString } from './require-string';

/** A `SignalTarget`, or whatever a caller without types gives. */
interface AnyTarget {
  readonly runId?: unknown;
  readonly flow?: unknown;
  readonly idempotencyKey?: unknown;
}

/**
 * Which run a signal is for, as a storage is told of it.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the part
 */
export function parseRunAddress(target: AnyTarget): RunAddress {
  const { runId, flow, idempotencyKey } = requireOptions(target, 'target');
  if (runId !== undefined) return { id: requireString(runId, 'target.runId') };
  return {
    flow: requireString(nameOf(flow), 'target.flow'),
    idempotencyKey: requireString(idempotencyKey, 'target.idempotencyKey'),
  };
}

/** The name of a flow, or what was given instead of one. */
function nameOf(flow: unknown): unknown {
  try {
    return typeof flow === 'object' && flow !== null && 'name' in flow ? flow.name : flow;
  } catch {
    // A proxy may throw at whatever it is asked.
    return flow;
  }
}

/** An address, for messages. */
export function describeRunAddress(address: RunAddress): string {
  if ('id' in address) return `run ${inspectValue(address.id)}`;
  return `a run of flow ${inspectValue(address.flow)} with the idempotency key ${inspectValue(address.idempotencyKey)}`;
}
