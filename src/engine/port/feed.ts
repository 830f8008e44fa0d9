import type { OutputOf } from './output';
import type { RunStreamEvent } from './run-snapshot';

/** The options of {@link Run.feed}. */
export interface FeedOptions {
  /** The position of the last entry that was received. Default: before the first event of the run. */
  readonly after?: string | undefined;
}

/** An event or an output of a run. `position` is the `after` with which a feed goes on behind the entry. */
export type FeedEntry<Outputs = Readonly<Record<string, unknown>>> =
  | { readonly kind: 'event'; readonly position: string; readonly event: RunStreamEvent }
  | { readonly kind: 'output'; readonly position: string; readonly output: OutputOf<Outputs> };
