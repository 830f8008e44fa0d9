import type { Storage } from '../../../storage/port';
import type { BodyReader } from '../../../storage/records';
import type { FeedSource } from '../../feed/feed-source';
import type { RunStreamEvent } from '../../port/run-snapshot';
import { unknownRun } from '../../requests/unknown-run';
import type { Listener } from '../../streams/channel';
import { EventSubscription } from './event-subscription';
import { JournalReader } from './journal-reader';
import type { RunWatch } from './run-watch';

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
  open(runId: string, onEvents: () => void): Omit<FeedSource, 'outputs'> {
    const journal = this.journalOf(runId);
    let isClosed = false;
    const closed = (): void => {
      isClosed = true;
      onEvents();
    };
    return {
      close: this.watch.add({ runId, awaitsEnd: false, changed: onEvents, closed }),
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
    const subscription = new EventSubscription(runId, this.journalOf(runId), listener, awaitsEnd);
    subscription.begin();
    return () => {
      subscription.end();
    };
  }
}
