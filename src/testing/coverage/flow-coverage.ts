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

/** Which nodes, edges, error edges and hooks of flows were exercised. Made by {@link flowCoverage}. */
export class FlowCoverage {
  private readonly counter: EventCounter;
  private readonly stale: StaleCounts[] = [];
  /** The same each time, so that counts which are saved twice are there once. */
  private readonly fileName = `${process.pid}-${randomUUID()}`;

  constructor(flows: readonly AnyFlow[]) {
    this.counter = new EventCounter(givenFlows(flows));
  }

  /**
   * Counts what happens in the runs of an engine from now on, so watch it before the first start. Events of flows that are
   * not covered are passed over.
   *
   * @returns what ends it
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
   * Counts events of runs, such as `engine.history()` gives them. What is given twice, or was watched as well, counts twice.
   *
   * @throws {MillraceError} `INVALID_OPTION` for anything but a list of events
   */
  add(events: Iterable<RunStreamEvent>): void {
    for (const event of givenEvents(events)) this.counter.count(event);
  }

  /** What was exercised up to now, as plain frozen data. */
  report(): CoverageReport {
    return reportOf(this.counter.flows(), this.stale);
  }

  /** The report as text: a line for each flow, and below it what was not exercised, by name. */
  table(): string {
    return tableOf(this.report());
  }

  /**
   * Draws a flow for Mermaid with how often each part was exercised: green and a number, or red, dashed and `never`.
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
   * Refuses less coverage than is wanted. Each flow has to reach it: an average would hide the one that nobody tests.
   *
   * @param thresholds in percent, from 0 to 100
   * @throws {MillraceError} `COVERAGE_TOO_LOW`, with everything that is missing; `INVALID_OPTION` for thresholds that are none
   */
  expect(thresholds: CoverageThresholds): void {
    checkThresholds(this.report(), thresholds);
  }

  /**
   * Writes what was counted into a folder, to be read by {@link load}: test runners use several processes. Written
   * once more, it replaces what this object wrote before. Empty the folder before the tests.
   *
   * @returns the path of the file
   * @throws {MillraceError} `INVALID_OPTION` where the folder cannot be written
   */
  save(folder: string): string {
    return writeCounts(folder, this.fileName, writtenCounts(this.counter.flows()));
  }

  /**
   * Adds up what others have saved in a folder. Counts of a flow that has another structure or version now are left out, and
   * the report says so.
   *
   * @throws {MillraceError} `INVALID_OPTION` where the folder cannot be read, or has a broken file
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
 * Begins to count which parts of flows a test run exercises: watch an engine, or add events, then look at the report.
 *
 * A sub-flow is part of the flow that holds it; a flow that is called by `ref` has its own counts, if it is given here.
 *
 * @throws {DefinitionError} for anything that is no flow
 * @throws {MillraceError} `INVALID_OPTION` for no flow at all, or two of one name and version
 */
export function flowCoverage(...flows: readonly AnyFlow[]): FlowCoverage {
  return new FlowCoverage(flows);
}
