import { realpathSync } from 'node:fs';
import { measureApart, measureHere } from '../harness/row-process';
import { cases } from './cases';
import { installPeers } from './install';
import { nodeForPeers, runAgainOn } from './node-for-peers';
import type { PeerResult } from './peer-case';
import { type PeerOptions, peerOptions } from './peer-options';
import { nameOf, peerRow } from './peer-row';
import { peerTables } from './peer-tables';

// npm run bench:peers -- --peers effect,rxjs --cases chain,fan-out --json

async function main(): Promise<void> {
  const options = peerOptions(process.argv.slice(2), cases);
  if (options.child !== undefined) return measureHere(peerRow(options.child));
  installPeers();
  const node = nodeForPeers();
  if (node === realpathSync(process.execPath)) return compare(options);
  runAgainOn(node);
}

async function compare({ json, pairings }: PeerOptions): Promise<void> {
  const results: PeerResult[] = [];
  for (const pairing of pairings) {
    if (!json) process.stderr.write(`measuring ${pairing.case} with ${pairing.peer}\n`);
    try {
      for await (const result of measureApart<PeerResult>(__filename, nameOf(pairing))) {
        results.push(result);
        if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
      }
    } catch (error) {
      report(error);
    }
  }
  if (!json) process.stdout.write(`Node ${process.versions.node}\n\n${peerTables(results)}\n`);
}

/** The other pairings are measured all the same. */
function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}

main().catch(report);
