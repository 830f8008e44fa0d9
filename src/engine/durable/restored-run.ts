import type { StoredRun } from '../../storage/port';
import type { BodyCodec } from '../../storage/records';
import { LiveRun } from '../live-run';
import type { Program } from '../program';
import { storedIdentity } from './stored-identity';
import { stateOf } from './stored-state';

/** A run as it is stored, to be looked at and not to be moved. */
export function restoredRun(codec: BodyCodec, program: Program, stored: StoredRun): LiveRun {
  const state = stateOf(codec, program.graph, stored);
  return new LiveRun(program, storedIdentity(state.info), undefined, state);
}
