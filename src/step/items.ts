/** What works item by item takes: a list, or anything that gives its items one after another. */
export type Items<Item> = Iterable<Item> | AsyncIterable<Item>;

/** How far a node has come that works item by item: what it tells on the channel `progress`. */
export interface BatchProgress {
  /** Items that have ended, failed ones included. */
  readonly ended: number;
  readonly failed: number;
  /** How many items there are; `undefined` while their source has not come to its end. */
  readonly total: number | undefined;
}
