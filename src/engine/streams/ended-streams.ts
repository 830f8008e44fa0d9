import { Fifo } from '../../execution';
import type { LiveRun } from '../driver/live-run';

/**
 * The streams of ended runs, kept for late subscribers. Together they hold at most as many values as one running run
 * may keep. The run that ended first is dropped first; a later subscriber then gets a snapshot.
 */
export class EndedStreams {
  private readonly runs = new Fifo<LiveRun>();
  private values = 0;

  constructor(private readonly limit: number) {}

  add(run: LiveRun): void {
    if (!run.streams || run.streams.lasting) return;
    this.values += run.streams.size;
    this.runs.push(run);
    // The latest run is the most likely to get a subscriber, so its streams are kept in any case.
    while (this.values > this.limit && this.runs.size > 1) this.forget(this.runs.shift());
  }

  private forget(run: LiveRun | undefined): void {
    if (!run?.streams) return;
    this.values -= run.streams.size;
    run.streams = undefined;
  }
}
