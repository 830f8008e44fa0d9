import type { LiveRun } from '../driver/live-run';
import { Fifo } from '../memory/fifo';

/**
 * What runs that have ended keep for late subscribers, together no more than one running run may keep of each kind. The
 * run that ended first gives its share up first; a subscriber that comes later still gets a snapshot.
 */
export class EndedStreams {
  private readonly runs = new Fifo<LiveRun>();
  private values = 0;

  constructor(private readonly limit: number) {}

  add(run: LiveRun): void {
    if (!run.streams || run.streams.lasting) return;
    this.values += run.streams.size;
    this.runs.push(run);
    // The run that has just ended is the one that is asked about most, so it keeps what it has.
    while (this.values > this.limit && this.runs.size > 1) this.forget(this.runs.shift());
  }

  private forget(run: LiveRun | undefined): void {
    if (!run?.streams) return;
    this.values -= run.streams.size;
    run.streams = undefined;
  }
}
