import type { Program } from '../../../execution/registry/program';
import type { StoredRun } from '../../../storage/port';
import type { BodyCodec } from '../../../storage/records';
import { LiveRun } from '../../driver/live-run';
import { loadState } from './load-state';
import { storedIdentity } from './stored-identity';

/** A run as it is stored, to be looked at and not to be moved. */
export function loadRun(codec: BodyCodec, program: Program, stored: StoredRun): LiveRun {
  const state = loadState(codec, program.graph, stored);
  return new LiveRun(program, storedIdentity(state.info), undefined, state);
}
