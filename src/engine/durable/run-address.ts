import type { RunAddress } from '../../storage/port';
import type { SignalTarget } from '../engine';

/** A target as a storage is told of it. */
export function addressOf(target: SignalTarget): RunAddress {
  if ('runId' in target) return { id: target.runId };
  return { flow: typeof target.flow === 'string' ? target.flow : target.flow.name, idempotencyKey: target.key };
}
