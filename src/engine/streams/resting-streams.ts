import type { RunStreams } from './run-streams';

/** The limits of {@link RestingStreams}. */
export interface RestingLimits {
  /** The number of values that ordinary streams keep together. */
  readonly values: number;
  /** The number of runs whose streams last. */
  readonly runs: number;
}

/**
 * The streams of runs that do not execute, kept for late subscribers. Together they hold at most as many values as one
 * executing run may keep; those of runs whose start set `retainedEvents` count by the run. Those added first are
 * forgotten first.
 */
export class RestingStreams<Key> {
  private readonly ordinary = new Map<Key, RunStreams>();
  private readonly lasting = new Map<Key, RunStreams>();
  private values = 0;

  constructor(
    private readonly limits: RestingLimits,
    private readonly onForgotten: (key: Key) => void,
  ) {}

  add(key: Key, streams: RunStreams): void {
    if (streams.lasting) {
      this.lasting.set(key, streams);
      if (this.lasting.size > this.limits.runs) this.forgetFirst(this.lasting);
      return;
    }
    this.ordinary.set(key, streams);
    this.values += streams.size;
    // The latest run is the most likely to get a subscriber, so its streams are kept in any case.
    while (this.values > this.limits.values && this.ordinary.size > 1) this.forgetFirst(this.ordinary);
  }

  /** Removes the streams of a run that executes again, or has subscribers. */
  remove(key: Key): void {
    this.lasting.delete(key);
    const streams = this.ordinary.get(key);
    if (!streams) return;
    this.ordinary.delete(key);
    this.values -= streams.size;
  }

  private forgetFirst(streams: Map<Key, RunStreams>): void {
    const [first] = streams.keys();
    if (first === undefined) return;
    this.remove(first);
    this.onForgotten(first);
  }
}
