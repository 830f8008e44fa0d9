import { randomUUID } from 'node:crypto';
import type { Engine, RunStreamEvent } from '../../engine';
import { MillraceError } from '../../errors';
import { type AnyFlow, flowDefinitionOf } from '../../flow';
import { flowId } from './coverable';
import { countsIn, writeCounts } from './coverage-folder';
import { EventCounter } from './event-counter';
import { eventsOfEngine, givenEvents, givenFlows } from './given';
import { pictureOf } from './picture';
import type { CoverageReport, StaleCounts } from './report';
import { flowReportOf, reportOf } from './report-of';
import { writtenCounts } from './saved-counts';
import { tableOf } from './table';
import { type CoverageThresholds, checkThresholds } from './thresholds';

/** The coverage of the nodes, edges, error edges and hooks of flows. Made by {@link flowCoverage}. */
export class FlowCoverage {
  private readonly counter: EventCounter;
  private readonly stale: StaleCounts[] = [];
  /** The name of the saved file: always the same, so that counts saved twice are not added twice. */
  private readonly fileName = `${process.pid}-${randomUUID()}`;

  constructor(flows: readonly AnyFlow[]) {
    this.counter = new EventCounter(givenFlows(flows));
  }

  /**
   * Counts the events of an engine from now on; call it before the first start. Events of other flows are ignored.
   *
   * @returns a function that stops the counting
   * @throws {MillraceError} `INVALID_OPTION` for anything but an engine
   */
  watch(engine: Pick<Engine, 'events$'>): () => void {
    const subscription = eventsOfEngine(engine).subscribe((event) => {
      this.counter.count(event);
    });
    return () => {
      subscription.unsubscribe();
    };
  }

  /**
   * Counts events of runs, such as those of `engine.history()`. An event that is added twice, or also watched, counts
   * twice.
   *
   * @throws {MillraceError} `INVALID_OPTION` for anything but a list of events
   */
  add(events: Iterable<RunStreamEvent>): void {
    for (const event of givenEvents(events)) this.counter.count(event);
  }

  /** Returns the coverage so far as plain frozen data. */
  report(): CoverageReport {
    return reportOf(this.counter.flows(), this.stale);
  }

  /** Returns the report as text: a line per flow, and the names of the parts that are not covered. */
  table(): string {
    return tableOf(this.report());
  }

  /**
   * Draws a flow for Mermaid with its counts: covered parts are green with a number, others red, dashed and `never`.
   *
   * @throws {MillraceError} `INVALID_OPTION` for a flow that is not covered here
   */
  toMermaid(flow: AnyFlow): string {
    const id = flowId(flowDefinitionOf(flow));
    const counted = this.counter.flow(id);
    if (counted?.flow.definition === flowDefinitionOf(flow)) return pictureOf(flow, flowReportOf(counted));
    const known = this.counter.flows().map((one) => `"${one.flow.id}"`);
    throw new MillraceError('INVALID_OPTION', `flow: "${id}" is not covered here; expected ${known.join(' or ')}`, {
      details: { option: 'flow', flow: id },
    });
  }

  /**
   * Checks thresholds. Each flow has to reach them: an average would hide an untested flow.
   *
   * @param thresholds percentages from 0 to 100
   * @throws {MillraceError} `COVERAGE_TOO_LOW` with every uncovered part; `INVALID_OPTION` for invalid thresholds
   */
  expect(thresholds: CoverageThresholds): void {
    checkThresholds(this.report(), thresholds);
  }

  /**
   * Saves the counts in a folder for {@link load}, since test runners use several processes. Saving again replaces the
   * file. Empty the folder before the tests.
   *
   * @returns the path of the file
   * @throws {MillraceError} `INVALID_OPTION` if the folder cannot be written
   */
  save(folder: string): string {
    return writeCounts(folder, this.fileName, writtenCounts(this.counter.flows()));
  }

  /**
   * Adds the counts that other processes have saved in a folder. Counts of a flow that has changed since are omitted,
   * which the report mentions.
   *
   * @throws {MillraceError} `INVALID_OPTION` if the folder cannot be read or contains a broken file
   */
  load(folder: string): void {
    for (const [file, saved] of countsIn(folder, this.fileName)) {
      for (const { flow, version, hash, counts } of saved) {
        const counted = this.counter.flow(flowId({ name: flow, version }));
        if (counted?.flow.hash === hash) counted.counts.add(counts);
        else if (this.counter.knowsName(flow)) this.stale.push(Object.freeze({ file, flow, version }));
      }
    }
  }
}

/**
 * Measures the coverage of flows: watch an engine or add events, then read the report.
 *
 * A sub-flow is part of the flow that contains it. A flow that is called by `ref` has its own counts, if it is passed
 * here.
 *
 * @throws {DefinitionError} for anything but a flow
 * @throws {MillraceError} `INVALID_OPTION` without flows, or for two flows of the same name and version
 */
export function flowCoverage(...flows: readonly AnyFlow[]): FlowCoverage {
  return new FlowCoverage(flows);
}
