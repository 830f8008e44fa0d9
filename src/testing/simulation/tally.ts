import type { Graph } from '../../flow';
import type { TestedOutcome } from '../trace/outcome';
import type { SimulationResult } from './simulate-once';
import type { SimulationReport } from './simulation-report';

/** The counts of simulated runs for the report. */
export class Tally {
  private runs = 0;
  private readonly outcomes: Record<string, number> = {};
  private readonly faults = { ...NONE };
  private readonly unvisited: Set<string>;

  /** @param graph the flow, whose nodes count as unvisited at first */
  constructor(graph: Graph) {
    const nodes = [...graph.places.values()].filter(({ owner }) => owner?.kind === 'flow');
    this.unvisited = new Set(nodes.map(({ id }) => id));
  }

  add({ trace, injected }: SimulationResult): void {
    this.runs += 1;
    const name = nameOf(trace.outcome);
    this.outcomes[name] = (this.outcomes[name] ?? 0) + 1;
    for (const { kind } of injected) this.faults[kind] += 1;
    if (this.unvisited.size > 0) for (const { place } of trace.taken) this.unvisited.delete(place);
  }

  report(seeds: number): SimulationReport {
    const { runs, outcomes, faults, unvisited } = this;
    return Object.freeze({ seeds, runs, outcomes, faults, unvisited: [...unvisited] });
  }
}

const NONE: SimulationReport['faults'] = {
  failure: 0,
  'terminal failure': 0,
  timeout: 0,
  crash: 0,
  'storage error': 0,
  'storage delay': 0,
};

function nameOf(outcome: TestedOutcome): string {
  if (outcome.status === 'completed') return `completed ${outcome.action}`;
  return outcome.status === 'failed' ? `failed ${outcome.failure.code}` : outcome.status;
}
