import type { Program } from '../../../execution/registry/program';
import type { StoredRun } from '../../../storage/port';
import type { BodyCodec } from '../../../storage/records';
import { LiveRun } from '../../driver/live-run';
import { stateOf } from './load-state';
import { storedIdentity } from './stored-identity';

/** A run as it is stored, to be looked at and not to be moved. */
export function restoredRun(codec: BodyCodec, program: Program, stored: StoredRun): LiveRun {
  const state = stateOf(codec, program.graph, stored);
  return new LiveRun(program, storedIdentity(state.info), undefined, state);
}
