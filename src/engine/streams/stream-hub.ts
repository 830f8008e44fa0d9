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
import type { SubscriberFailure } from './guarded-subscriber';
import { RunStreams } from './run-streams';
import { warnOf } from './warn-of';

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

  /** @param except the subscriber that does not receive the event */
  publishEngineEvent(event: EngineEvent, except?: object): void {
    if (this.engineEvents?.isHeard(except)) this.engineEvents.send(event, except);
    else warnOf(event);
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

  /** Reports the failure of a subscriber, to others only: it would probably fail again. */
  failed(runId: string | undefined, { error, subscriber, dropped }: SubscriberFailure): void {
    const event = {
      type: 'subscriber.failed',
      at: this.clock.now(),
      ...(runId !== undefined && { runId }),
      failure: toFailure(error),
      ...(dropped && { dropped }),
    } as const;
    this.publishEngineEvent(event, subscriber);
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
