import { parseArgs } from 'node:util';
import type { PeerCase } from './peer-case';
import type { Pairing } from './peer-row';

/** What the command line asks for. */
export interface PeerOptions {
  readonly json: boolean;
  /** What to measure, in the order of the report. */
  readonly pairings: readonly Pairing[];
  /** The one pairing to measure in this process; the parent passes its name. */
  readonly child: string | undefined;
}

/** @throws {Error} for an unknown option, peer or case */
export function peerOptions(args: readonly string[], cases: readonly PeerCase[]): PeerOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean' },
      peers: { type: 'string' },
      cases: { type: 'string' },
      child: { type: 'string' },
    },
  });
  const peers = chosen('--peers', values.peers, new Set(cases.flatMap((one) => one.peers)));
  const names = chosen('--cases', values.cases, new Set(cases.map((one) => one.name)));
  return {
    json: values.json === true,
    child: values.child,
    pairings: cases
      .filter((one) => names.has(one.name))
      .flatMap((one) => one.peers.filter((peer) => peers.has(peer)).map((peer) => ({ peer, case: one.name }))),
  };
}

function chosen(option: string, list: string | undefined, known: ReadonlySet<string>): ReadonlySet<string> {
  if (list === undefined) return known;
  const wanted = list.split(',').map((name) => name.trim().toLowerCase());
  const unknown = wanted.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new Error(`${option}: unknown: ${unknown.join(', ')}; there are ${[...known].join(', ')}`);
  return new Set(wanted);
}
