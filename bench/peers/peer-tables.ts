import { median, rounded } from '../harness/statistics';
import { textTable } from '../harness/text-table';
import { cases } from './cases';
import { DURABLE_PEERS } from './durable-peer';
import type { PeerCase, PeerResult } from './peer-case';

/** The results as text, for people: what is measured in process, and what on a database. */
export function peerTables(results: readonly PeerResult[]): string {
  const durable = results.filter((result) => result.case === 'durable');
  const inProcess = results.filter((result) => result.case !== 'durable');
  return [
    ...(inProcess.length > 0 ? [inProcessTable(inProcess)] : []),
    ...(durable.length > 0 ? [durableTable(durable)] : []),
  ].join('\n\n');
}

/** A line for each size of a case: the peer's figure and, in brackets, how many times Millrace's it is. */
function inProcessTable(results: readonly PeerResult[]): string {
  const peers = [...new Set(results.map((result) => result.peer))];
  const lines = cases.flatMap((one) => one.sizes.map((size) => lineOf(one, size, peers, results)));
  return textTable([['in process', 'millrace', ...peers], ...lines.filter((line) => line.length > 0)], 1);
}

function lineOf(
  { name, unit, label }: PeerCase,
  size: number,
  peers: readonly string[],
  results: readonly PeerResult[],
): readonly string[] {
  const ofLine = results.filter((result) => result.case === name && result.size === size);
  if (ofLine.length === 0) return [];
  const cells = peers.map((peer) => {
    const result = ofLine.find((one) => one.peer === peer);
    return result ? `${result.theirs} (${result.ratio})` : '–';
  });
  return [`${label(size)}, ${unit}`, String(rounded(median(ofLine.map((result) => result.millrace)))), ...cells];
}

function durableTable(results: readonly PeerResult[]): string {
  const lines = results.map(({ peer, size, millrace, theirs, ratio }) => [
    `${peer} on ${DURABLE_PEERS.get(peer)!.label}`,
    ...[size, millrace, theirs, ratio].map(String),
  ]);
  return textTable([['flows of ten steps a second', 'at once', 'millrace', 'peer', 'millrace / peer'], ...lines], 1);
}
