import { join } from 'node:path';
import { competeAsProcesses } from '../harness/whole-process';
import { PEERS } from './peer';
import { type PeerCase, timeFigures } from './peer-case';

const SAMPLES = 9;
const script = join(__dirname, 'cold-start.cjs');

/** A whole process up to the end of its first run. That of `plain` loads nothing. */
export const coldStart: PeerCase = {
  name: 'cold-start',
  peers: PEERS,
  sizes: [1],
  unit: 'ms a process',
  label: () => 'cold start to the end of a first run',
  measure: async (peer) => timeFigures(competeAsProcesses([script, 'millrace'], [script, peer], SAMPLES)),
};
