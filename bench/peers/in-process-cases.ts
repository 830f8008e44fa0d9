import { compete } from '../harness/compete';
import type { Work } from '../harness/work';
import { type AgainFunction, loadPeer, PEERS, type Peer, type Run, type WorkFunction } from './peer';
import { type PeerCase, timeFigures } from './peer-case';

const ROUNDS = 10_000;
const LENGTH = 10;
const SAMPLES = 5;

const work: WorkFunction = async (value) => value + 1;
const again: AgainFunction = async (value) => ({ action: value < ROUNDS ? 'again' : 'enough', value });

interface InProcessCase extends Pick<PeerCase, 'name' | 'sizes' | 'label'> {
  readonly prepare: (peer: Peer, size: number) => Run | Promise<Run>;
  /** How many runs one call makes. */
  readonly runs?: (size: number) => number;
}

function inProcess({ prepare, runs = () => 1, ...described }: InProcessCase): PeerCase {
  const workOf = async (peer: string, size: number): Promise<Work> => {
    const run = await prepare(loadPeer(peer), size);
    const reached = sizeOf(await run());
    if (reached !== size) throw new Error(`${described.label(size)}: ${peer} came to ${reached}`);
    return { run, units: runs(size) };
  };
  return {
    ...described,
    unit: 'µs a run',
    peers: PEERS,
    largest: (peer) => loadPeer(peer).largest?.[described.name],
    measure: async (peer, size) => {
      const contest = { millrace: await workOf('millrace', size), limit: await workOf(peer, size) };
      return timeFigures(await compete(contest, { rounds: SAMPLES }));
    },
  };
}

/** Returns what a run has counted, or how many outputs there are: both show that it did all of its work. */
function sizeOf(result: number | object): number {
  return typeof result === 'number' ? result : Object.keys(result).length;
}

const chain = inProcess({
  name: 'chain',
  sizes: [1, LENGTH, 1000],
  label: (length) => `chain of ${length}`,
  prepare: (peer, length) => peer.chain(work, length),
});

const fanOut = inProcess({
  name: 'fan-out',
  sizes: [10, 100, 1000],
  label: (width) => `fan-out and join of ${width}`,
  prepare: (peer, width) => peer.fanOut(work, width),
});

const loop = inProcess({
  name: 'loop',
  sizes: [ROUNDS],
  label: (rounds) => `loop of ${rounds} rounds of two steps`,
  prepare: (peer) => peer.loop(work, again),
});

const atOnce = inProcess({
  name: 'at-once',
  sizes: [10_000],
  label: (count) => `${count} runs of a chain of ${LENGTH} at once`,
  prepare: async (peer, count) => {
    const run = await peer.chain(work, LENGTH);
    return () => Promise.all(Array.from({ length: count }, run));
  },
  runs: (count) => count,
});

/** What is measured inside one process, without storage. */
export const inProcessCases: readonly PeerCase[] = [chain, fanOut, loop, atOnce];
