import type { AnyOutput } from '../port/output';
import type { RunStreamEvent } from '../port/run-snapshot';
import type { Channel } from '../streams/channel';

/** The largest number of events, or of journal entries, to read at once. */
export const PAGE_SIZE = 200;

/** Events of a run that were read at once. */
export interface EventPage {
  /** In order. */
  readonly events: readonly RunStreamEvent[];
  /** The number after which the next page begins. */
  readonly last: number;
  /** What to do next: read on, wait until there are more, or end because there will be none. */
  readonly then: 'read' | 'wait' | 'end';
}

/** What the feed of a run reads from. */
export interface FeedSource {
  /** The outputs that this process keeps. */
  readonly outputs: Pick<Channel<AnyOutput>, 'at' | 'missed'>;
  /**
   * Reads the events after a number.
   *
   * @throws {MillraceError} `UNKNOWN_RUN`, `STORAGE_UNAVAILABLE`
   */
  readonly events: (after: number) => Promise<EventPage>;
  readonly close: () => void;
}

/** Opens the source of a run. Calls back whenever there may be new events or outputs. */
export type OpenFeed = (runId: string, onNews: () => void) => FeedSource;
