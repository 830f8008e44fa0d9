import type { Result } from './result';

const HEAD = ['row', 'case', 'millrace', 'limit', 'ratio', 'target', 'met'] as const;

/** The results as text, for people. */
export function table(results: readonly Result[]): string {
  const rows = [HEAD, ...results.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, column, widths))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function pad(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column]!;
  return column < 2 ? cell.padEnd(width) : cell.padStart(width);
}

function cells(result: Result): readonly string[] {
  const number = (value: number | null): string => (value === null ? '–' : String(value));
  return [
    result.row,
    result.case,
    number(result.millrace),
    number(result.limit),
    number(result.ratio),
    result.target === null ? 'reported' : `≤ ${result.target}`,
    result.met === null ? '–' : result.met ? 'yes' : 'NO',
  ];
}
