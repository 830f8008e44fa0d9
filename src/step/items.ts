/** The input of a node that processes items: a list or any iterable. */
export type Items<Item> = Iterable<Item> | AsyncIterable<Item>;

/** The progress of a node that processes items, as emitted on the channel `progress`. */
export interface BatchProgress {
  /** The number of ended items, failed ones included. */
  readonly ended: number;
  readonly failed: number;
  /** The number of all items; `undefined` until their source is exhausted. */
  readonly total: number | undefined;
}
