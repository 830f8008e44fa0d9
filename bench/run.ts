import { benchOptions } from './harness/bench-options';
import type { Result } from './harness/result';
import { measureApart, measureHere } from './harness/row-process';
import { table } from './harness/table';
import { rows } from './rows';

// npm run bench -- --json --only P1,P3

async function main(): Promise<void> {
  const options = benchOptions(
    process.argv.slice(2),
    rows.map((row) => row.name),
  );
  const child = rows.find((row) => row.name === options.child);
  if (child) return measureHere(child);
  const results: Result[] = [];
  for (const name of options.rows) {
    if (!options.json) process.stderr.write(`measuring ${name}\n`);
    for await (const result of measureApart(__filename, name)) {
      results.push(result);
      if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    }
  }
  if (!options.json) process.stdout.write(`${table(results)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
