import type { Result } from '../harness/result';
import { median, rounded } from '../harness/statistics';
import { textTable } from '../harness/text-table';

/** The ratios of one case in both builds, one for each round. */
interface Case {
  readonly row: string;
  readonly case: string;
  readonly isSpeed: boolean;
  readonly before: number[];
  readonly now: number[];
}

/** Collects the results of two builds, round by round. */
export class Comparison {
  private readonly cases = new Map<string, Case>();

  add(side: 'before' | 'now', result: Result): void {
    const name = `${result.row} ${result.case}`;
    const known = this.cases.get(name) ?? {
      row: result.row,
      case: result.case,
      isSpeed: result.isSpeed === true,
      before: [],
      now: [],
    };
    this.cases.set(name, known);
    known[side].push(result.ratio ?? result.millrace);
  }

  /** Returns one line a case: the medians, and by how many per cent the cost has changed in the median of the pairs. */
  table(ref: string): string {
    const head = ['row', 'case', ref, 'now', 'cost', 'pairs from … to'];
    return textTable([head, ...[...this.cases.values()].map(lineOf)], 2);
  }
}

function lineOf({ row, case: name, isSpeed, before, now }: Case): readonly string[] {
  const changes = now.flatMap((after, round) => {
    const earlier = before[round];
    return earlier === undefined ? [] : [(isSpeed ? earlier / after : after / earlier) - 1];
  });
  const of = (values: readonly number[]): string => (values.length === 0 ? '–' : String(rounded(median(values))));
  const spread = changes.length === 0 ? '–' : `${percent(Math.min(...changes))} … ${percent(Math.max(...changes))}`;
  return [row, name, of(before), of(now), changes.length === 0 ? '–' : percent(median(changes)), spread];
}

function percent(change: number): string {
  return `${change < 0 ? '−' : '+'}${Math.abs(change * 100).toFixed(1)} %`;
}
