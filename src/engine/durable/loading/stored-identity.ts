import type { RunInfo } from '../../../core';
import { RunIdentity, RunIds } from '../../memory/run-identity';

/** Never asked for a name: every run that is kept has its id from its start on. */
const NO_IDS = new RunIds();

/** The identity of a run that is kept. */
export function storedIdentity({ id, correlationId, tags, idempotencyKey, compensateOnFailure }: RunInfo): RunIdentity {
  return new RunIdentity(NO_IDS, 0, 0, { id, correlationId, tags, idempotencyKey, compensateOnFailure });
}
