import { compete } from '../harness/compete';
import type { Work } from '../harness/work';
import { DURABLE_PEERS, type DurableWork, type OpenPeer, openPeer } from './durable-peer';
import { type PeerCase, rateFigures } from './peer-case';

const LENGTH = 10;

/** Long samples: a commit waits for the disk, and the first ones take longer because the log of SQLite still grows. */
const SAMPLING = { rounds: 5, sampleMs: 1000, warmUpMs: 2000 };

/** Durable runs of a chain: Millrace and the peer on the same kind of database. */
export const durable: PeerCase = {
  name: 'durable',
  peers: [...DURABLE_PEERS.keys()],
  sizes: [1, 16, 128],
  unit: 'flows a second',
  label: (atOnce) => `flows of ${LENGTH} steps, ${atOnce} at once`,
  measure: async (peer, atOnce) => {
    const database = await DURABLE_PEERS.get(peer)!.open();
    const opened: OpenPeer[] = [];
    const workOf = async (name: string): Promise<Work> => {
      const work = { length: LENGTH, atOnce };
      const side = await openPeer(name, database.place(), work);
      opened.push(side);
      return checked(name, side, work);
    };
    try {
      return rateFigures(await compete({ millrace: await workOf('millrace'), limit: await workOf(peer) }, SAMPLING));
    } finally {
      for (const side of opened) await side.close();
      await database.remove();
    }
  },
};

function checked(name: string, side: OpenPeer, { length, atOnce }: DurableWork): Work {
  return {
    units: atOnce,
    run: async () => {
      const counts = await side.runs();
      if (counts.length !== atOnce || counts.some((count) => count !== length))
        throw new Error(`${durable.label(atOnce)}: ${name} came to ${counts.join(', ')}`);
    },
  };
}
