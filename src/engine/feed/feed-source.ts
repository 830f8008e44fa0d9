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
  /** The next action: read on, wait until there are more, or end because there will be none. */
  readonly then: 'read' | 'wait' | 'end';
}

/** The source of a run's feed. */
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

/** The callbacks of a reader, which do not carry values: it reads them at its own pace. */
export interface FeedNews {
  /** Called when there may be new events. */
  readonly onEvents: () => void;
  /** Called when there is a new output. */
  readonly onOutput: () => void;
}

/** Opens the source of a run. */
export type OpenFeed = (runId: string, news: FeedNews) => FeedSource;
