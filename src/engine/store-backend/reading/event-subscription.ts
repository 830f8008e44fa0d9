import type { RunStreamEvent } from '../../port/run-snapshot';
import type { Listener } from '../../streams/channel';
import type { JournalReader } from './journal-reader';
import type { RunReader } from './run-watch';

/** A subscription to the events of a run, which are read from the journal, beginning with the first. */
export class EventSubscription implements RunReader {
  private seq = 0;
  private isReading = false;
  private hasNews = false;
  private isEnded = false;
  private remove = (): void => undefined;

  constructor(
    readonly runId: string,
    private readonly journal: JournalReader,
    private readonly listener: Listener<RunStreamEvent>,
    /** Whether the subscriber receives only the end of the run. */
    readonly awaitsEnd: boolean,
  ) {}

  begin(): void {
    this.remove = this.journal.watch.add(this);
    if (!this.isEnded) this.changed();
  }

  readonly changed = (): void => {
    void this.read();
  };

  readonly closed = (): void => {
    if (this.isEnded) return;
    this.end();
    this.listener.complete();
  };

  /** Ends the subscription without completing it. */
  end(): void {
    this.isEnded = true;
    this.remove();
  }

  private async read(): Promise<void> {
    this.hasNews = true;
    if (this.isReading) return;
    this.isReading = true;
    try {
      while (this.hasNews && !this.isEnded) {
        this.hasNews = false;
        if (await (this.awaitsEnd ? this.journal.isOver() : this.publish())) this.closed();
      }
    } catch {
      this.journal.watch.retry();
    }
    this.isReading = false;
  }

  /** Publishes the new events. Returns whether there will be no others. */
  private async publish(): Promise<boolean> {
    for (;;) {
      const page = await this.journal.page(this.seq);
      if (!page) return true;
      for (const event of page.events) {
        if (this.isEnded) return true;
        this.seq = event.seq;
        this.listener.next(event);
      }
      this.seq = page.last;
      if (page.then !== 'read') return page.then === 'end';
    }
  }
}
