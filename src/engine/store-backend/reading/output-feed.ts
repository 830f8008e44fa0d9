import type { AnyOutput } from '../../port/output';
import type { Listener } from '../../streams/channel';
import { DEFAULT_RETAINED_EVENTS, RunStreams } from '../../streams/run-streams';
import type { EventFeed } from './event-feed';

interface Kept {
  readonly streams: RunStreams;
  /** The number of subscribers. */
  listeners: number;
}

/**
 * The outputs that steps emit in this process. A run's streams are kept while it has subscribers, until it ends at
 * most.
 */
export class OutputFeed {
  private readonly kept = new Map<string, Kept>();

  private onOpened: ((runId: string, streams: RunStreams) => void) | undefined = undefined;

  constructor(private readonly events: EventFeed) {}

  /** Registers the listener that receives the streams of a run at its first subscription. */
  whenOpened(listener: (runId: string, streams: RunStreams) => void): void {
    this.onOpened = listener;
  }

  /** Returns the streams of a run, if it has subscribers. */
  of(runId: string): RunStreams | undefined {
    return this.kept.get(runId)?.streams;
  }

  listen(runId: string, listener: Listener<AnyOutput>): () => void {
    const kept = this.open(runId);
    for (const output of kept.streams.outputs.recent()) listener.next(output);
    kept.listeners += 1;
    const endOfOutputs = kept.streams.outputs.listen(listener);
    const endOfWatch = this.events.whenEnded(runId, () => {
      this.end(runId, kept);
    });
    let listens = true;
    return () => {
      if (!listens) return;
      listens = false;
      endOfOutputs();
      endOfWatch();
      kept.listeners -= 1;
      if (kept.listeners === 0) this.end(runId, kept);
    };
  }

  /** Completes the streams of a run that has ended in this process. Call it after the last output. */
  ended(runId: string): void {
    const kept = this.kept.get(runId);
    if (kept) this.end(runId, kept);
  }

  private open(runId: string): Kept {
    const known = this.kept.get(runId);
    if (known) return known;
    const kept = { streams: new RunStreams(0, DEFAULT_RETAINED_EVENTS, false), listeners: 0 };
    this.kept.set(runId, kept);
    this.onOpened?.(runId, kept.streams);
    return kept;
  }

  private end(runId: string, kept: Kept): void {
    if (this.kept.get(runId) === kept) this.kept.delete(runId);
    kept.streams.close();
  }
}
