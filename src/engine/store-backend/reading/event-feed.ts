import type { Storage } from '../../../storage/port';
import type { BodyReader } from '../../../storage/records';
import type { FeedSource } from '../../feed/feed-source';
import type { RunStreamEvent } from '../../port/run-snapshot';
import { unknownRun } from '../../requests/unknown-run';
import type { Listener } from '../../streams/channel';
import { JournalReader } from './journal-reader';
import type { RunReader, RunWatch } from './run-watch';

/** A subscription to the events of a run, which are read from the journal, beginning with the first. */
class Subscription implements RunReader {
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

/** The events of runs, in order and without gaps, whichever engine runs them. */
export class EventFeed {
  constructor(
    private readonly storage: Storage,
    private readonly reader: BodyReader,
    private readonly watch: RunWatch,
  ) {}

  /** Returns a function that ends the subscription. */
  listen(runId: string, listener: Listener<RunStreamEvent>): () => void {
    return this.subscribe(runId, listener, false);
  }

  /** Calls back once when a run has ended in any engine, when there is no such run, or when this engine stops. */
  whenEnded(runId: string, onEnd: () => void): () => void {
    return this.subscribe(runId, { next: () => undefined, complete: onEnd }, true);
  }

  /** Opens the events of a run for reading page by page. Calls back whenever there may be new ones. */
  open(runId: string, onNews: () => void): Omit<FeedSource, 'outputs'> {
    const journal = this.journalOf(runId);
    let isClosed = false;
    const closed = (): void => {
      isClosed = true;
      onNews();
    };
    return {
      close: this.watch.add({ runId, awaitsEnd: false, changed: onNews, closed }),
      events: async (after) => {
        if (isClosed) return { events: [], last: after, then: 'end' };
        const page = await journal.page(after);
        if (page) return page;
        throw unknownRun(runId);
      },
    };
  }

  private journalOf(runId: string): JournalReader {
    return new JournalReader(this.storage, this.reader, this.watch, runId);
  }

  private subscribe(runId: string, listener: Listener<RunStreamEvent>, awaitsEnd: boolean): () => void {
    const subscription = new Subscription(runId, this.journalOf(runId), listener, awaitsEnd);
    subscription.begin();
    return () => {
      subscription.end();
    };
  }
}
