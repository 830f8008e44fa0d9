/** The entry of a key of the shared store. */
export interface StoreEntry {
  readonly value: unknown;
  /** Whether the key declared a merge function for parallel writes. */
  readonly mergeable: boolean;
  /** Whether the key was deleted, which hides outer entries. The run's own layer has no such entry. */
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
