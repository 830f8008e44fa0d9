import type { AnyOutput } from '../../port/output';
import type { Listener } from '../../streams/channel';
import { DEFAULT_RETAINED_EVENTS, RunStreams } from '../../streams/run-streams';
import type { EventFeed } from './event-feed';

interface Kept {
  readonly streams: RunStreams;
  /** How many listen. */
  listeners: number;
}

/** What the steps of runs emit in this process, kept for as long as somebody listens, and no longer than the run lasts. */
export class OutputFeed {
  private readonly kept = new Map<string, Kept>();

  private onOpened: ((runId: string, streams: RunStreams) => void) | undefined = undefined;

  constructor(private readonly events: EventFeed) {}

  /** Calls back when a run is subscribed to for the first time, with where it streams to from then on. */
  whenOpened(listener: (runId: string, streams: RunStreams) => void): void {
    this.onOpened = listener;
  }

  /** Where a run streams to, if anybody listens. */
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

  /** The run has ended in this process: after its last output. */
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
