import type { FeedEntry } from '../port/feed';
import type { AnyOutput } from '../port/output';
import type { RunStreamEvent } from '../port/run-snapshot';
import { type FeedPosition, formatPosition, isBehind } from './feed-position';
import type { EventPage, FeedSource, OpenFeed } from './feed-source';

type Result = IteratorResult<FeedEntry, undefined>;

const END: Result = Object.freeze({ done: true, value: undefined });

/**
 * Reads the events and outputs of a run in one order: an output follows the last event before it. Holds a place, and
 * reads on when it is asked, so a slow consumer costs no memory; outputs that are no longer kept by then are left out.
 */
export class FeedReader implements AsyncIterator<FeedEntry, undefined> {
  private source: FeedSource | undefined = undefined;
  /** The page that was read last. Its events from `index` on have not been returned. */
  private page: EventPage;
  private index = 0;
  /** The index of the next output. */
  private nextOutput = 0;
  /** Whether there may be events that have not been read. */
  private mayHaveEvents = false;
  private wake: (() => void) | undefined = undefined;
  private isClosed = false;
  /** Settles when the entry that was asked for last has been returned. */
  private latest: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly open: OpenFeed,
    private readonly runId: string,
    /** The position of the entry that was returned last. */
    private position: FeedPosition,
  ) {
    this.page = { events: [], last: position.seq, then: 'read' };
  }

  next(): Promise<Result> {
    const read = (): Promise<Result> => this.read();
    const next = this.latest.then(read, read);
    this.latest = next;
    return next;
  }

  /** Ends the feed, and with it a call of {@link next} that waits. */
  return(): Promise<Result> {
    this.close();
    return Promise.resolve(END);
  }

  private async read(): Promise<Result> {
    try {
      while (!this.isClosed) {
        const source = this.opened();
        const event = this.page.events[this.index];
        const output = this.outputBefore(source, event);
        if (output) return this.outputEntry(output);
        if (event) return this.eventEntry(event);
        if (this.page.then === 'end') this.close();
        else if (this.page.then === 'wait' && !this.mayHaveEvents) await this.news();
        else await this.readEvents(source);
      }
      return END;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  private opened(): FeedSource {
    this.source ??= this.open(this.runId, {
      onEvents: () => {
        this.mayHaveEvents = true;
        this.wake?.();
      },
      onOutput: () => {
        this.wake?.();
      },
    });
    return this.source;
  }

  /** Returns the next output if it precedes an event, or follows the last event if there is none. */
  private outputBefore({ outputs }: FeedSource, event: RunStreamEvent | undefined): AnyOutput | undefined {
    this.nextOutput = Math.max(this.nextOutput, outputs.missed);
    for (;;) {
      const output = outputs.at(this.nextOutput);
      if (!output) return undefined;
      if (isBehind(output, this.position))
        return output.seq < (event?.seq ?? this.position.seq + 1) ? output : undefined;
      this.nextOutput += 1;
    }
  }

  private outputEntry(output: AnyOutput): Result {
    this.nextOutput += 1;
    const { seq, no } = output;
    this.position = { seq, no };
    return { value: { kind: 'output', position: formatPosition(this.position), output } };
  }

  private eventEntry(event: RunStreamEvent): Result {
    this.index += 1;
    this.position = { seq: event.seq, no: 0 };
    return { value: { kind: 'event', position: formatPosition(this.position), event } };
  }

  private async readEvents(source: FeedSource): Promise<void> {
    this.mayHaveEvents = false;
    this.page = await source.events(this.page.last);
    this.index = 0;
  }

  /** Waits for an event or an output. */
  private async news(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    this.wake = undefined;
  }

  private close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.source?.close();
    this.wake?.();
  }
}
