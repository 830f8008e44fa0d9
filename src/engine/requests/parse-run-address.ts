import { inspectValue, knownOptions, MillraceError, type OptionNames } from '../../errors';
import type { RunAddress } from '../../storage/port';
import { requireString } from './require-string';

/** A `SignalTarget` from an untyped caller. */
interface AnyTarget {
  readonly runId?: unknown;
  readonly flow?: unknown;
  readonly idempotencyKey?: unknown;
}

const TARGET: OptionNames<AnyTarget> = { runId: true, flow: true, idempotencyKey: true };

/**
 * Parses the target of a signal into an address for a storage.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the property
 */
export function parseRunAddress(target: AnyTarget): RunAddress {
  const { runId, flow, idempotencyKey } = knownOptions(target, TARGET, 'signal()', 'target');
  if (runId !== undefined && (flow !== undefined || idempotencyKey !== undefined))
    throw new MillraceError(
      'INVALID_OPTION',
      'signal(): target: expected either { runId } or { flow, idempotencyKey }, got both; leave one out',
      { details: { option: 'target' } },
    );
  if (runId !== undefined) return { id: requireString(runId, 'target.runId', 'signal()') };
  return {
    flow: requireString(flowNameOf(flow), 'target.flow', 'signal()'),
    idempotencyKey: requireString(idempotencyKey, 'target.idempotencyKey', 'signal()'),
  };
}

/** Returns the name of a flow, or the value itself if it has none. */
export function flowNameOf(flow: unknown): unknown {
  try {
    return typeof flow === 'object' && flow !== null && 'name' in flow ? flow.name : flow;
  } catch {
    // A proxy may throw on any access.
    return flow;
  }
}

/** Returns the error for an address without a run. */
export function unknownRun(address: RunAddress): MillraceError {
  return new MillraceError('UNKNOWN_RUN', `there is no ${describeRunAddress(address)}`, { details: { to: address } });
}

/** Describes an address in messages. */
export function describeRunAddress(address: RunAddress): string {
  if ('id' in address) return `run ${inspectValue(address.id)}`;
  return `a run of flow ${inspectValue(address.flow)} with the idempotency key ${inspectValue(address.idempotencyKey)}`;
}
