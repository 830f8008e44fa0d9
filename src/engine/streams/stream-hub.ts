import type { RunEvent } from '../../core';
import { toFailure } from '../../errors';
import type { Attempt } from '../../execution';
import type { BatchProgress, Clock } from '../../step';
import type { LiveRun } from '../driver/live-run';
import type { EngineEvent } from '../port/engine-event';
import type { AnyOutput } from '../port/output';
import type { RunStreamEvent } from '../port/run-snapshot';
import { Channel, type Listener } from './channel';
import { EndedStreams } from './ended-streams';
import { RunStreams } from './run-streams';

/** Publishes events and outputs to subscribers. Allocates nothing for a run without subscribers. */
export class StreamHub {
  private engineEvents: Channel<EngineEvent | RunEvent> | undefined = undefined;
  private readonly ended: EndedStreams;

  constructor(
    private readonly clock: Clock,
    private readonly retainedEvents: number,
  ) {
    this.ended = new EndedStreams(retainedEvents);
  }

  /** Whether anyone is subscribed to the events of the run. */
  watches(run: LiveRun): boolean {
    return run.streams !== undefined || this.engineEvents !== undefined;
  }

  publish(run: LiveRun, events: readonly RunEvent[]): void {
    run.streams?.events.sendAll(events);
    this.engineEvents?.sendAll(events);
  }

  /** Publishes an event of a run that has no state in this process. */
  publishUnowned(event: RunEvent): void {
    this.engineEvents?.send(event);
  }

  publishEngineEvent(event: EngineEvent): void {
    if (this.engineEvents) this.engineEvents.send(event);
    else if (isWarned(event)) warn(event);
  }

  output(run: LiveRun, { op: execution, attempt, place, path }: Attempt, channel: string, value: unknown): void {
    if (!run.streams) return;
    run.streams.outputs.send({ runId: run.id, node: place.node, path, attempt, execution, channel, value });
  }

  /** Publishes the progress of a node that works item by item. */
  progress(run: LiveRun, node: string, path: string, value: BatchProgress): void {
    const head = { runId: run.id, node, path, attempt: 1, execution: 0 };
    run.streams?.outputs.send({ ...head, channel: 'progress', value });
  }

  /** Keeps the streams of a run from its start on, up to `limit` values of each kind. */
  keep(run: LiveRun, limit: number): void {
    run.streams = new RunStreams(run.state.seq, limit, true);
  }

  /** Ends the streams of an ended run. Their kept values count towards the limit of all ended runs. */
  end(run: LiveRun): void {
    run.streams?.close();
    this.ended.add(run);
  }

  private open(run: LiveRun): RunStreams {
    run.streams ??= new RunStreams(run.state.seq, this.retainedEvents, false);
    return run.streams;
  }

  listenToEvents(run: LiveRun, ended: boolean, listener: Listener<RunStreamEvent>): () => void {
    const { events, since } = this.open(run);
    const missed = since + events.missed;
    const recent = events.recent();
    if (ended) events.close();
    if (missed > 0) listener.next(snapshot(run, missed, (recent[0]?.seq ?? run.state.seq + 1) - 1, this.clock.now()));
    for (const event of recent) listener.next(event);
    return events.listen(listener);
  }

  listenToOutputs(run: LiveRun, ended: boolean, listener: Listener<AnyOutput>): () => void {
    const { outputs } = this.open(run);
    if (ended) outputs.close();
    for (const output of outputs.recent()) listener.next(output);
    return outputs.listen(listener);
  }

  listenToEngine(listener: Listener<EngineEvent | RunEvent>): () => void {
    this.engineEvents ??= new Channel(0);
    return this.engineEvents.listen(listener);
  }

  /** Reports an error that a subscriber threw. */
  failed(runId: string | undefined, error: unknown): void {
    this.publishEngineEvent({
      type: 'subscriber.failed',
      at: this.clock.now(),
      ...(runId !== undefined && { runId }),
      failure: toFailure(error),
    });
  }

  close(): void {
    this.engineEvents?.close();
  }
}

function snapshot(run: LiveRun, missed: number, seq: number, at: number): RunStreamEvent {
  const { graph, state } = run;
  const { id: runId, correlationId } = state.info;
  return {
    v: 1,
    seq,
    type: 'run.snapshot',
    runId,
    flow: graph.name,
    version: graph.version,
    at,
    correlationId,
    data: { status: state.status, missed },
  };
}

type Warning = Extract<EngineEvent, { readonly type: 'subscriber.failed' | 'hook.failed' | 'guard.failed' }>;

const SOURCES: Readonly<Record<Warning['type'], string>> = {
  'subscriber.failed': 'a subscriber',
  'hook.failed': 'an onFailure hook',
  'guard.failed': 'a guard',
};

function isWarned(event: EngineEvent): event is Warning {
  return Object.hasOwn(SOURCES, event.type);
}

/** Emits a failure as a Node.js warning, for an engine without subscribers. */
function warn(event: Warning): void {
  process.emitWarning(`${SOURCES[event.type]} threw: ${event.failure.message}`, {
    type: 'MillraceWarning',
    detail: JSON.stringify(event),
  });
}
