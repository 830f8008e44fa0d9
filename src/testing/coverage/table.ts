import { flowId } from './coverable';
import { missedOf } from './missed';
import { percentOf } from './percent';
import { type CoverageOf, type CoverageReport, type FlowCoverageReport, MEASURES, type StaleCounts } from './report';

const HEAD = ['flow', 'runs', 'nodes', 'edges', 'error edges', 'hooks'];

/** Returns one line per flow, then the names of the parts that are not covered. */
export function tableOf({ flows, stale }: CoverageReport): string {
  const rows = flows.map((flow) => [
    flowId({ name: flow.flow, version: flow.version }),
    String(flow.runs),
    ...cells(flow),
  ]);
  const total = flows.length > 1 ? [['total', String(sum(flows.map(({ runs }) => runs))), ...totals(flows)]] : [];
  return [...aligned([HEAD, ...rows, ...total]), ...flows.flatMap(remarks), ...stale.map(staleText), ''].join('\n');
}

function cells(flow: FlowCoverageReport): readonly string[] {
  return MEASURES.map((measure) => cell(flow[measure]));
}

function totals(flows: readonly FlowCoverageReport[]): readonly string[] {
  return MEASURES.map((measure) => {
    const covered = sum(flows.map((flow) => flow[measure].covered));
    const total = sum(flows.map((flow) => flow[measure].total));
    return cell({ covered, total, percent: percentOf(covered, total) });
  });
}

function cell({ covered, total, percent }: Pick<CoverageOf<unknown>, 'covered' | 'total' | 'percent'>): string {
  return total === 0 ? '–' : `${covered}/${total} ${percent} %`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** Aligns columns: the first to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

function remarks(flow: FlowCoverageReport): readonly string[] {
  const missed = missedOf(flow).map(({ word, label }) => `  ${word.padEnd(10)} ${label}`);
  const unknown = flow.unknown.map(({ version, place, action, times }) => {
    const where = action === undefined ? place : `${place} --${action}-->`;
    return `  unknown    ${where} of ${flowId({ name: flow.flow, version })}, ${times}×`;
  });
  const name = flowId({ name: flow.flow, version: flow.version });
  return [
    ...(missed.length > 0 ? ['', `not covered in ${name}:`, ...missed] : []),
    ...(unknown.length > 0 ? ['', `happened in runs, but is not in ${name}:`, ...unknown] : []),
  ];
}

function staleText({ file, flow, version }: StaleCounts): string {
  return `\n${file}: its counts of ${flowId({ name: flow, version })} are omitted, because the flow has changed since`;
}
