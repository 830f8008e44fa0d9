import type { Row } from '../harness/row';
import { cases } from './cases';
import type { PeerResult } from './peer-case';

/** A case with one peer, which is measured in a process of its own. */
export interface Pairing {
  readonly peer: string;
  readonly case: string;
}

/** Names a pairing for the process that measures it. */
export function nameOf(pairing: Pairing): string {
  return `${pairing.peer}:${pairing.case}`;
}

/** Returns the row of a name that {@link nameOf} gave. */
export function peerRow(name: string): Row<PeerResult> {
  const [peer = '', wanted] = name.split(':');
  const peerCase = cases.find((one) => one.name === wanted);
  if (!peerCase?.peers.includes(peer)) throw new Error(`there is nothing to measure by the name of ${name}`);
  const { unit, sizes, largest } = peerCase;
  const most = largest?.(peer) ?? Number.POSITIVE_INFINITY;
  return {
    name,
    measure: async function* () {
      for (const size of sizes.filter((one) => one <= most))
        yield { peer, case: peerCase.name, size, unit, ...(await peerCase.measure(peer, size)) };
    },
  };
}
