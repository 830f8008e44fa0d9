import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface BenchOptions {
  readonly json: boolean;
  /** The rows to measure, in the order of the report. */
  readonly rows: readonly string[];
  /** The one row to measure in this process; the parent passes it. */
  readonly child: string | undefined;
  /** The git ref to compare with. */
  readonly compare: string | undefined;
  /** How many times both builds are measured in turn. Default: 7. */
  readonly rounds: number;
}

/** @throws {Error} for an unknown option or row */
export function benchOptions(args: readonly string[], known: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean' },
      only: { type: 'string' },
      child: { type: 'string' },
      compare: { type: 'string' },
      rounds: { type: 'string', default: '7' },
    },
  });
  const only = values.only?.split(',').map((name) => name.trim().toUpperCase());
  const unknown = only?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length > 0) throw new Error(`--only: no such row: ${unknown.join(', ')}; there are ${known.join(', ')}`);
  const rounds = Number(values.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 1)
    throw new Error(`--rounds: expected a whole number of at least 1, got ${values.rounds}`);
  return {
    json: values.json === true,
    rows: known.filter((name) => only === undefined || only.includes(name)),
    child: values.child,
    compare: values.compare,
    rounds,
  };
}
