import type { RunEvent } from '../core';
import type { AnyFlow, Graph } from '../flow';
import { applyEvent, type RunLogs } from './event-handlers';
import { type GraphSource, graphFrom, graphsOf } from './graph-source';
import { type CommittedStep, CommittedSteps } from './logs/committed-steps';
import { CompensationLog } from './logs/compensation-log';
import { RouteLog } from './logs/route-log';
import { SignalLog } from './logs/signal-log';
import { type RunStatusView, StatusLog } from './logs/status-log';
import { TaskLog } from './logs/task-log';
import { TimerLog } from './logs/timer-log';
import type { RunView } from './run-view';
import { nodeStates } from './visits/node-states';
import { type CurrentPlace, currentPlaces, type Position } from './visits/positions';
import { VisitLog } from './visits/visit-log';

/** A view of a run that grows event by event. */
export class RunViewBuilder {
  private graph: Graph | undefined = undefined;
  private first: RunEvent | undefined = undefined;
  private latest: RunEvent | undefined = undefined;
  private hasGap = false;
  private readonly logs: RunLogs = {
    status: new StatusLog(),
    visits: new VisitLog(() => this.graph),
    committed: new CommittedSteps(),
    tasks: new TaskLog(),
    compensations: new CompensationLog(),
    signals: new SignalLog(),
    timers: new TimerLog(),
    route: new RouteLog(),
  };

  constructor(private readonly source: GraphSource) {}

  /** Adds the next event of the run. */
  add(event: RunEvent): this {
    const { latest } = this;
    // A copied run numbers its events anew.
    const before = event.type === 'run.forked' && latest ? event.data.seq : event.seq - 1;
    if ((latest?.seq ?? 0) !== before) this.hasGap = true;
    if (latest?.version !== event.version) this.graph = graphFrom(this.source, event.flow, event.version);
    this.first ??= event;
    this.latest = event;
    applyEvent(this.logs, event, this.graph);
    return this;
  }

  /** The status of the run and, if it has one, its ending. */
  get outcome(): RunStatusView {
    return this.logs.status.outcome;
  }

  get committed(): readonly CommittedStep[] {
    return this.logs.committed.steps;
  }

  get currentPlaces(): readonly CurrentPlace[] {
    return currentPlaces(this.logs.visits.standing);
  }

  get route(): readonly Position[] {
    return this.logs.route.route;
  }

  /** Returns the view of the run at this moment. Later events do not change it. */
  view(): RunView {
    const { latest, logs, graph } = this;
    const { status, visits, tasks, compensations, signals, timers, route } = logs;
    const { pauseReason, startedAt, endedAt, forkedFrom, recoveries, redrives } = status;
    const at = latest?.at ?? 0;
    return {
      runId: latest?.runId ?? '',
      flow: latest?.flow ?? '',
      version: latest?.version ?? '',
      correlationId: latest?.correlationId ?? '',
      seq: latest?.seq ?? 0,
      at,
      isComplete: !this.hasGap && this.first?.type !== 'run.forked',
      ...this.outcome,
      ...(pauseReason !== undefined && { pauseReason }),
      ...(startedAt !== undefined && { startedAt }),
      ...(endedAt !== undefined && { endedAt }),
      durationMs: startedAt === undefined ? 0 : (endedAt ?? at) - startedAt,
      ...(forkedFrom && { forkedFrom }),
      migrations: [...status.migrations],
      recoveries,
      redrives,
      nodes: nodeStates(graph, visits.visits, at),
      currentPlaces: this.currentPlaces,
      route: [...route.route],
      committed: [...this.committed],
      tasks: tasks.tasks,
      compensations: compensations.compensations,
      signals: signals.signals,
      timers: timers.timers,
    };
  }
}

/** Returns the view that results from the events of a run. */
export function foldEvents(events: Iterable<RunEvent>, source: GraphSource): RunView {
  const builder = new RunViewBuilder(source);
  for (const event of events) builder.add(event);
  return builder.view();
}

/**
 * Returns the view that results from the events of a run. Nodes of versions that are not among the flows are known by
 * their events alone.
 *
 * @param events from the first on. For a copy made by `fork`, the events of its original up to the fork come first;
 * without them the view begins with the copy.
 * @param flows the flow of the run, with the flows that it calls by name and its other versions
 * @throws {DefinitionError} for a value that is not a flow, and where a flow that is called by name is missing
 */
export function runView(events: Iterable<RunEvent>, ...flows: readonly AnyFlow[]): RunView {
  return foldEvents(events, graphsOf(flows));
}
