import { buildRef } from './compare/built-ref';
import { Comparison } from './compare/comparison';
import { type BenchOptions, benchOptions } from './harness/bench-options';
import type { Result } from './harness/result';
import { measureApart, measureHere } from './harness/row-process';
import { table } from './harness/table';
import { rows } from './rows';

// npm run bench -- --json --only P1,P3
// npm run bench -- --compare main --only P1 --rounds 7

async function main(): Promise<void> {
  const options = benchOptions(
    process.argv.slice(2),
    rows.map((row) => row.name),
  );
  const child = rows.find((row) => row.name === options.child);
  if (child) return measureHere(child);
  if (options.compare !== undefined) return compare(options.compare, options);
  const results: Result[] = [];
  for (const name of options.rows) {
    if (!options.json) process.stderr.write(`measuring ${name}\n`);
    try {
      for await (const result of measureApart(__filename, name)) {
        results.push(result);
        if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
      }
    } catch (error) {
      report(error);
    }
  }
  if (!options.json) process.stdout.write(`${table(results)}\n`);
}

/** Measures the rows in two builds in turn, so that whatever else the machine does hits both. */
async function compare(ref: string, { rows: names, rounds }: BenchOptions): Promise<void> {
  process.stderr.write(`building ${ref}\n`);
  const before = buildRef(ref);
  const comparison = new Comparison();
  try {
    for (const name of names)
      for (let round = 1; round <= rounds; round += 1) {
        process.stderr.write(`measuring ${name}, round ${round} of ${rounds}\n`);
        for await (const result of measureApart(__filename, name, before.folder)) comparison.add('before', result);
        for await (const result of measureApart(__filename, name)) comparison.add('now', result);
      }
  } finally {
    before.remove();
  }
  process.stdout.write(`${comparison.table(ref)}\n`);
}

/** The other rows are measured all the same. */
function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}

main().catch(report);
