import { join } from 'node:path';
import { type DatabaseKind, type Place, postgres, sqlite } from './databases';

/** What runs, in one library: a chain of so many steps, so many times at once. */
export interface DurableWork {
  readonly length: number;
  readonly atOnce: number;
}

/** Durable runs in one library. */
export interface OpenPeer {
  /** Starts the runs and waits for all of them. Resolves to what each has counted. */
  readonly runs: () => Promise<readonly number[]>;
  readonly close: () => Promise<void>;
}

interface DurablePeer {
  readonly open: (place: Place, work: DurableWork) => Promise<OpenPeer>;
}

/** The libraries that Millrace is compared with on a database, and which database that is. */
export const DURABLE_PEERS: ReadonlyMap<string, DatabaseKind> = new Map([
  ['openworkflow', sqlite('FULL')],
  ['langgraph', sqlite('NORMAL')],
  ['dbos', postgres],
]);

/** Opens a library whose adapter is plain JavaScript, since it is not there when the repository is type-checked. */
export async function openPeer(name: string, place: Place, work: DurableWork): Promise<OpenPeer> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const peer = require(join(__dirname, 'durable', `${name}.cjs`)) as DurablePeer;
  return peer.open(place, work);
}
