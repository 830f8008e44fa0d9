import type { OpenFeed } from '../../feed/feed-source';
import type { AnyOutput } from '../../port/output';
import type { Channel, Listener } from '../../streams/channel';
import { RestingStreams } from '../../streams/resting-streams';
import { RunStreams } from '../../streams/run-streams';
import type { EventFeed } from './event-feed';

/** The limits of {@link LiveOutputs}. */
export interface LiveOutputsLimits {
  readonly retainedEvents: number;
  readonly retainedRuns: number;
}

/** The streams of a run, with the reasons to keep them. */
interface Kept {
  readonly streams: RunStreams;
  listeners: number;
  /** Whether this process executes the run. */
  isExecuting: boolean;
}

/**
 * The outputs that steps emit in this process. The latest are kept from the first subscription on, or from the start of
 * the run with `retainedEvents`: while the run executes here or has subscribers, and then within the limits of runs that
 * do not.
 */
export class LiveOutputs {
  private readonly kept = new Map<string, Kept>();
  private readonly resting: RestingStreams<string>;
  private onOpened: ((runId: string, streams: RunStreams) => boolean) | undefined = undefined;

  constructor(
    private readonly events: EventFeed,
    private readonly limits: LiveOutputsLimits,
  ) {
    const { retainedEvents: values, retainedRuns: runs } = limits;
    this.resting = new RestingStreams({ values, runs }, (runId) => {
      this.kept.delete(runId);
    });
  }

  /**
   * Registers the function that receives the streams of a run when they are opened. It returns whether the run executes
   * in this process.
   */
  whenOpened(listener: (runId: string, streams: RunStreams) => boolean): void {
    this.onOpened = listener;
  }

  /** Keeps the outputs of a run that is about to begin. */
  keep(runId: string, limit: number): void {
    const kept = this.open(runId, limit, true);
    this.restIfUnused(runId, kept);
  }

  /** Returns the streams of a run that begins to execute in this process, if there are any. */
  began(runId: string): RunStreams | undefined {
    const kept = this.kept.get(runId);
    if (!kept) return undefined;
    kept.isExecuting = true;
    this.resting.remove(runId);
    return kept.streams;
  }

  /** Notes that this process no longer executes a run. */
  rested(runId: string): void {
    const kept = this.kept.get(runId);
    if (!kept) return;
    kept.isExecuting = false;
    this.restIfUnused(runId, kept);
  }

  /** Completes the subscribers of a run that has ended in this process. Call it after the last output. */
  ended(runId: string): void {
    this.kept.get(runId)?.streams.outputs.complete();
  }

  /** Adds a listener, which first receives the kept outputs. Returns a function that removes it. */
  listen(runId: string, listener: Listener<AnyOutput>): () => void {
    const { outputs, release } = this.hold(runId);
    for (const output of outputs.recent()) listener.next(output);
    const removals = [release];
    const remove = (): void => {
      for (const one of removals.splice(0)) one();
    };
    const complete = (): void => {
      if (removals.length === 0) return;
      remove();
      listener.complete();
    };
    const { owner } = listener;
    const next = (output: AnyOutput): void => {
      listener.next(output);
    };
    removals.push(outputs.listen({ owner, next, complete }));
    const endOfWatch = this.events.whenEnded(runId, complete);
    if (removals.length === 0) endOfWatch();
    else removals.push(endOfWatch);
    return remove;
  }

  /** Opens the feed of a run: its events, and the outputs that this process keeps. */
  readonly feed: OpenFeed = (runId, { onEvents, onOutput }) => {
    const { outputs, release } = this.hold(runId);
    const stopListening = outputs.listen({ next: onOutput, complete: () => undefined });
    const { events, close } = this.events.open(runId, onEvents);
    return {
      outputs,
      events,
      close: () => {
        close();
        stopListening();
        release();
      },
    };
  };

  /** Keeps the outputs of a run until they are released. */
  private hold(runId: string): { readonly outputs: Channel<AnyOutput>; readonly release: () => void } {
    const kept = this.open(runId, this.limits.retainedEvents, false);
    kept.listeners += 1;
    this.resting.remove(runId);
    const release = (): void => {
      kept.listeners -= 1;
      this.restIfUnused(runId, kept);
    };
    return { outputs: kept.streams.outputs, release };
  }

  private open(runId: string, limit: number, lasting: boolean): Kept {
    const known = this.kept.get(runId);
    if (known) return known;
    const streams = new RunStreams(0, { events: 0, outputs: limit }, lasting);
    const kept = { streams, listeners: 0, isExecuting: false };
    this.kept.set(runId, kept);
    kept.isExecuting = this.onOpened?.(runId, streams) ?? false;
    return kept;
  }

  private restIfUnused(runId: string, kept: Kept): void {
    if (kept.listeners > 0 || kept.isExecuting || this.kept.get(runId) !== kept) return;
    if (kept.streams.lasting || kept.streams.size > 0) this.resting.add(runId, kept.streams);
    else this.kept.delete(runId);
  }
}
