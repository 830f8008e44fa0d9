import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rounded } from '../harness/statistics';
import { textTable } from '../harness/text-table';
import type { Costs } from './case';
import { COST_CASES } from './cases';
import { type Budget, faultsOf, KINDS } from './check-budget';
import { costsOf } from './measure';

// Counts what a step costs, and compares it with bench/costs/budget.json: npm run check:costs, npm run check:costs -- --update

/** The young generation has to hold what a sample allocates, and the compiler must not depend on a second core. */
const FLAGS = ['--expose-gc', '--max-semi-space-size=128', '--min-semi-space-size=128', '--single-threaded'];
const FILE = join(__dirname, 'budget.json');

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { update: { type: 'boolean' }, child: { type: 'string' } } });
  if (values.child !== undefined) return measure(values.child);
  const costs = Object.fromEntries(Object.keys(COST_CASES).map((name) => [name, measuredApart(name)]));
  const budget = values.update === true ? undefined : (JSON.parse(readFileSync(FILE, 'utf8')) as Budget);
  if (!budget) writeFileSync(FILE, `${JSON.stringify(costs, undefined, 2)}\n`);
  process.stdout.write(`${textTable([['a step', ...KINDS], ...Object.entries(costs).map(lineOf)], 1)}\n`);
  for (const fault of budget ? faultsOf(costs, budget) : []) {
    process.stderr.write(`${fault}\n`);
    process.exitCode = 1;
  }
}

/** Prints the costs of a case, in a process of its own. */
async function measure(name: string): Promise<void> {
  const work = await COST_CASES[name]?.();
  if (!work) throw new Error(`there is no case ${name}; there are ${Object.keys(COST_CASES).join(', ')}`);
  process.stdout.write(JSON.stringify(await costsOf(work)));
  await work.end();
}

function measuredApart(name: string): Costs {
  const args = [...FLAGS, '-r', 'ts-node/register', __filename, '--child', name];
  const { status, stdout } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`${name} could not be measured`);
  const { promises, timers, bytes } = JSON.parse(stdout.toString()) as Costs;
  return { promises: rounded(promises), timers: rounded(timers), bytes: rounded(bytes) };
}

function lineOf([name, costs]: readonly [string, Costs]): readonly string[] {
  return [name, ...KINDS.map((kind) => String(costs[kind]))];
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
