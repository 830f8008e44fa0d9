import { shown } from '../../errors';
import type { RunAddress } from '../../storage';
import { givenOptions } from './require-options';
import { givenText } from './require-string';

/** A `SignalTarget`, or whatever a caller without types gives. */
interface AnyTarget {
  readonly runId?: unknown;
  readonly flow?: unknown;
  readonly key?: unknown;
}

/**
 * Which run a signal is for, as a storage is told of it.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the part
 */
export function addressOf(target: AnyTarget): RunAddress {
  const { runId, flow, key } = givenOptions(target, 'target');
  if (runId !== undefined) return { id: givenText(runId, 'target.runId') };
  return { flow: givenText(nameOf(flow), 'target.flow'), idempotencyKey: givenText(key, 'target.key') };
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
export function addressShown(address: RunAddress): string {
  if ('id' in address) return `run ${shown(address.id)}`;
  return `a run of flow ${shown(address.flow)} with the idempotency key ${shown(address.idempotencyKey)}`;
}
