import type { Result } from './result';
import { textTable } from './text-table';

const HEAD = ['row', 'case', 'millrace', 'limit', 'ratio', 'target', 'met'];

/** The results as text, for people. */
export function table(results: readonly Result[]): string {
  return textTable([HEAD, ...results.map(cells)], 2);
}

function cells(result: Result): readonly string[] {
  const number = (value: number | null): string => (value === null ? '–' : String(value));
  return [
    result.row,
    result.case,
    number(result.millrace),
    number(result.limit),
    number(result.ratio),
    result.target === null ? 'reported' : `${result.isSpeed ? '≥' : '≤'} ${result.target}`,
    result.met === null ? '–' : result.met ? 'yes' : 'NO',
  ];
}
