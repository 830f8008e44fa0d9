import { FlowCounts } from './counts';
import type { Counted } from './event-counter';

/** The saved counts of one flow. */
export interface SavedFlow {
  readonly flow: string;
  readonly version: string;
  readonly hash: string;
  readonly counts: FlowCounts;
}

const TABLES = ['nodes', 'edges', 'hooks', 'unknown'] as const;

export function writtenCounts(flows: readonly Counted[]): string {
  const written = flows.map(({ flow, counts }) => ({
    flow: flow.definition.name,
    version: flow.definition.version,
    hash: flow.hash,
    runs: counts.runs,
    ...Object.fromEntries(TABLES.map((table) => [table, counts[table].entries()])),
  }));
  return `${JSON.stringify({ format: 1, flows: written })}\n`;
}

/** Parses the counts that {@link writtenCounts} wrote. Returns `undefined` for any other text. */
export function readCounts(text: string): readonly SavedFlow[] | undefined {
  const value = parsed(text);
  const flows = member(value, 'flows');
  if (member(value, 'format') !== 1 || !Array.isArray(flows)) return undefined;
  const read = flows.map(savedFlow);
  return read.every((flow) => flow !== undefined) ? read : undefined;
}

function savedFlow(value: unknown): SavedFlow | undefined {
  const [flow, version, hash, runs] = ['flow', 'version', 'hash', 'runs'].map((name) => member(value, name));
  if (typeof flow !== 'string' || typeof version !== 'string' || typeof hash !== 'string' || !isCount(runs))
    return undefined;
  const counts = new FlowCounts();
  counts.runs = runs;
  for (const table of TABLES) {
    const entries = member(value, table);
    if (!Array.isArray(entries) || !entries.every(isEntry)) return undefined;
    counts[table].addAll(entries);
  }
  return { flow, version, hash, counts };
}

function isEntry(value: unknown): value is readonly [string, number] {
  return Array.isArray(value) && typeof value[0] === 'string' && isCount(value[1]);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
