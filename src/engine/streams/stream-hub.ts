import type { RunEvent } from '../../core';
import { toFailure } from '../../errors';
import type { Attempt } from '../../execution';
import type { BatchProgress, Clock } from '../../step';
import type { LiveRun } from '../driver/live-run';
import { type EventPage, type FeedNews, type FeedSource, PAGE_SIZE } from '../feed/feed-source';
import type { EngineEvent } from '../port/engine-event';
import type { AnyOutput } from '../port/output';
import type { RunStreamEvent } from '../port/run-snapshot';
import { Channel, type Listener } from './channel';
import type { SubscriberFailure } from './guarded-subscriber';
import { RestingStreams } from './resting-streams';
import { RunStreams } from './run-streams';
import { warnOf } from './warn-of';

/** The origin of an output. */
interface OutputOrigin extends Pick<Attempt, 'op' | 'attempt' | 'path'> {
  readonly place: Pick<Attempt['place'], 'node'>;
}

/** Publishes events and outputs to subscribers. Allocates nothing for a run without subscribers. */
export class StreamHub {
  private engineEvents: Channel<EngineEvent | RunEvent> | undefined = undefined;
  private readonly ended: RestingStreams<LiveRun>;

  constructor(
    private readonly clock: Clock,
    private readonly retainedEvents: number,
  ) {
    this.ended = new RestingStreams({ values: retainedEvents, runs: 0 }, (run) => {
      run.streams = undefined;
    });
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

  output(run: LiveRun, { op: execution, attempt, place, path }: OutputOrigin, channel: string, value: unknown): void {
    run.outputs += 1;
    if (!run.streams) return;
    const { id: runId, outputs: no, state } = run;
    const { node } = place;
    run.streams.outputs.send({ runId, node, path, attempt, execution, seq: state.seq, no, channel, value });
  }

  /** Publishes the progress of a node that works item by item, which no user code emits. */
  progress(run: LiveRun, node: string, path: string, value: BatchProgress): void {
    this.output(run, { op: 0, attempt: 1, place: { node }, path }, 'progress', value);
  }

  /** Keeps the streams of a run from its start on, up to `limit` values of each kind. */
  keep(run: LiveRun, limit: number): void {
    run.streams = new RunStreams(run.state.seq, { events: limit, outputs: limit }, true);
  }

  /** Ends the streams of an ended run. Their kept values count towards the limit of all ended runs. */
  end(run: LiveRun): void {
    const { streams } = run;
    if (!streams) return;
    streams.close();
    if (!streams.lasting) this.ended.add(run, streams);
  }

  private open(run: LiveRun): RunStreams {
    const limits = { events: this.retainedEvents, outputs: this.retainedEvents };
    run.streams ??= new RunStreams(run.state.seq, limits, false);
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

  /** Opens the kept events and outputs of a run for reading. */
  openFeed(run: LiveRun, isOver: () => boolean, { onEvents, onOutput }: FeedNews): FeedSource {
    const streams = this.open(run);
    const { events, outputs } = streams;
    const removals = [
      events.listen({ next: onEvents, complete: onEvents }),
      outputs.listen({ next: onOutput, complete: onOutput }),
    ];
    return {
      outputs,
      events: (after) => Promise.resolve(this.pageOf(run, streams, after, isOver())),
      close: () => {
        for (const remove of removals) remove();
      },
    };
  }

  private pageOf(run: LiveRun, { events, since }: RunStreams, after: number, isOver: boolean): EventPage {
    const missed = since + events.missed;
    const page: RunStreamEvent[] = after < missed ? [snapshot(run, missed - after, missed, this.clock.now())] : [];
    for (let seq = Math.max(after, missed) + 1; page.length < PAGE_SIZE; seq += 1) {
      const event = events.at(seq - since - 1);
      if (!event) return { events: page, last: seq - 1, then: isOver ? 'end' : 'wait' };
      page.push(event);
    }
    return { events: page, last: page.at(-1)?.seq ?? after, then: 'read' };
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
