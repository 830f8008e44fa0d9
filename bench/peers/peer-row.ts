import { compete } from '../harness/compete';
import { type Result, ratioResult } from '../harness/result';
import type { Row } from '../harness/row';
import { type AgainFunction, loadPeer, type WorkFunction } from './peer';

const ROUNDS = 10_000;

const work: WorkFunction = async (value) => value + 1;
const again: AgainFunction = async (value) => ({ action: value < ROUNDS ? 'again' : 'enough', value });

/** The work of P1, P3 and P4 in another library, over the same limits and under the same names as our own rows. */
export function peerRow(name: string): Row {
  return {
    name,
    measure: async function* () {
      const peer = loadPeer(name);
      for (const length of [10, 100, 1000]) {
        const run = peer.chain(work, length);
        yield await measured('P1', `chain of ${length}, µs a run`, run, () => plainChain(length));
      }
      for (const width of [10, 100, 1000].filter((wide) => wide <= (peer.widest ?? wide))) {
        const run = peer.fanOut(work, width);
        yield await measured('P3', `fan-out and join of ${width}, µs a run`, run, () => plainFanOut(width));
      }
      yield await measured('P4', `loop of ${ROUNDS} rounds, µs a run`, peer.rounds(work, again), plainRounds);
    },
  };
}

type Run = () => Promise<unknown>;

async function measured(row: string, what: string, peer: Run, limit: Run): Promise<Result> {
  const times = await compete({ millrace: { run: peer }, limit: { run: limit } }, { rounds: 5 });
  return ratioResult({ row, case: what, target: null }, times);
}

async function plainChain(length: number): Promise<number> {
  let value = 0;
  for (let count = 0; count < length; count += 1) value = await work(value);
  return value;
}

async function plainFanOut(width: number): Promise<readonly number[]> {
  return Promise.all(Array.from({ length: width }, () => work(0)));
}

async function plainRounds(): Promise<number> {
  let value = 0;
  for (;;) {
    const routed = await again(await work(value));
    if (routed.action === 'enough') return routed.value;
    value = routed.value;
  }
}
