import { join } from 'node:path';
import { measureApart, measureHere } from '../harness/row-process';
import { textTable } from '../harness/text-table';
import { installPeers } from './install';
import { PEERS } from './peer';
import { peerRow } from './peer-row';

// npm run bench:peers: prints how many times longer than the limit each library takes.

const OWN_ROWS = ['P1', 'P3', 'P4'];
const ownRun = join(__dirname, '..', 'run.ts');

async function main(): Promise<void> {
  const [flag, child] = process.argv.slice(2);
  if (flag === '--child' && child !== undefined) return measureHere(peerRow(child));
  installPeers();
  const byCase = new Map<string, Map<string, number | null>>();
  const measure = async (column: string, script: string, name: string): Promise<void> => {
    process.stderr.write(`measuring ${column} ${name}\n`);
    for await (const result of measureApart(script, name)) {
      const line = byCase.get(`${result.row}  ${result.case}`) ?? new Map<string, number | null>();
      byCase.set(`${result.row}  ${result.case}`, line.set(column, result.ratio));
    }
  };
  for (const row of OWN_ROWS) await measure('millrace', ownRun, row);
  for (const peer of PEERS) await measure(peer, __filename, peer);
  const columns = ['millrace', ...PEERS];
  const lines = [...byCase].map(([name, line]) => [name, ...columns.map((column) => String(line.get(column) ?? '–'))]);
  process.stdout.write(`${textTable([['times the limit', ...columns], ...lines], 1)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
