import { type CoverageMeasure, type FlowCoverageReport, MEASURES } from './report';

/** A part of a flow that is not covered. */
export interface Missed {
  readonly measure: CoverageMeasure;
  /** The kind of the part, in one or two words. */
  readonly word: string;
  readonly label: string;
}

const WORDS: Readonly<Record<CoverageMeasure, string>> = {
  nodes: 'node',
  edges: 'edge',
  errorEdges: 'error edge',
  hooks: 'hook',
};

export function missedOf(flow: FlowCoverageReport): readonly Missed[] {
  return MEASURES.flatMap((measure) =>
    flow[measure].parts
      .filter(({ covered }) => !covered)
      .map((part) => ({
        measure,
        word: 'kind' in part && part.kind === 'exit' ? 'exit' : WORDS[measure],
        label: part.label,
      })),
  );
}
