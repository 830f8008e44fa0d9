import { invalidOption, knownOptions, MillraceError, type OptionNames } from '../../errors';
import { flowId } from './coverable';
import { missedOf } from './missed';
import { type CoverageMeasure, type CoverageReport, MEASURES } from './report';

/** The minimum coverage of each flow by measure, in percent from 0 to 100. Omitted measures are not checked. */
export type CoverageThresholds = Readonly<Partial<Record<CoverageMeasure, number>>>;

const THRESHOLDS: OptionNames<CoverageThresholds> = { nodes: true, edges: true, errorEdges: true, hooks: true };

/** A threshold that a flow does not reach. */
interface Shortfall {
  readonly flow: string;
  readonly measure: CoverageMeasure;
  readonly covered: number;
  readonly total: number;
  readonly expected: number;
  /** Labels of the parts that are not covered. */
  readonly missed: readonly string[];
}

/**
 * @throws {MillraceError} `COVERAGE_TOO_LOW` with every uncovered part, if a flow does not reach a threshold;
 * `INVALID_OPTION` for invalid thresholds
 */
export function checkThresholds(report: CoverageReport, thresholds: CoverageThresholds): void {
  const wanted = given(thresholds);
  const short = report.flows.flatMap((flow) => {
    const missed = missedOf(flow);
    return wanted.flatMap(([measure, expected]): readonly Shortfall[] => {
      const { covered, total } = flow[measure];
      if (covered * 100 >= expected * total) return [];
      const labels = missed.filter((one) => one.measure === measure).map(({ word, label }) => `${word} ${label}`);
      return [
        { flow: flowId({ name: flow.flow, version: flow.version }), measure, covered, total, expected, missed: labels },
      ];
    });
  });
  if (short.length === 0) return;
  throw new MillraceError('COVERAGE_TOO_LOW', [...short.map(text), ...staleText(report)].join('\n'), {
    details: { short, stale: report.stale },
  });
}

function text({ flow, measure, covered, total, expected, missed }: Shortfall): string {
  const head = `flow "${flow}": ${covered} of ${total} ${measure} are covered, expected ${expected} %; add tests that reach`;
  return [head, ...missed.map((label) => `- ${label}`)].join('\n');
}

function staleText({ stale }: CoverageReport): readonly string[] {
  if (stale.length === 0) return [];
  return [`${stale.length} saved counts were omitted, because their flows have changed since; run those tests again`];
}

function given(thresholds: CoverageThresholds): readonly (readonly [CoverageMeasure, number])[] {
  const value: unknown = thresholds;
  const expected = `an object with a percentage for at least one of ${MEASURES.join(', ')}`;
  const known = knownOptions(thresholds, THRESHOLDS, undefined, 'thresholds');
  const wanted = MEASURES.flatMap((measure) => {
    const least: unknown = known[measure];
    if (least === undefined) return [];
    if (typeof least === 'number' && least >= 0 && least <= 100) return [[measure, least] as const];
    throw invalidOption(measure, 'a percentage from 0 to 100', least, 'thresholds');
  });
  if (wanted.length === 0) throw invalidOption('thresholds', expected, value);
  return wanted;
}
