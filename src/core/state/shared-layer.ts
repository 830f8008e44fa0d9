/** What was written under a key of the shared store. */
export interface StoreEntry {
  readonly value: unknown;
  /** Whether the key declared how parallel writes are merged. */
  readonly mergeable: boolean;
  /** The key was deleted: what is written further out is hidden. There is no such entry in the run's own layer. */
  readonly deleted?: boolean;
}

/** Writes that are visible from one branch inwards; the outermost layer is the run's. */
export type SharedLayer = Map<string, StoreEntry>;

/** A write of a committed attempt, in the order in which it was made. */
export interface SharedWrite {
  readonly key: string;
  readonly value: unknown;
  readonly mergeable?: boolean;
  readonly deleted?: boolean;
}
