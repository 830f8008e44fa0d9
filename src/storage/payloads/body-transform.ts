/** The place of a stored value, which is the same when the value is written and when it is read. */
export interface BodyContext {
  /** The id of the run. */
  readonly run: string;
  readonly kind: 'start' | 'entry' | 'record' | 'ending' | 'message' | 'task';
  /** The number of an entry, the name of a record or the path of a task. */
  readonly part?: number | string;
}

/** Transforms values on their way into a storage and back, as strings. */
export interface BodyTransform {
  /** Whether its output cannot be read without its key; only then may secrets be stored. Default: false. */
  readonly conceals?: boolean;
  /** @param context the place of the value; a transform may bind the string to it, so that it is refused elsewhere */
  readonly write: (text: string, context?: BodyContext) => string;
  /** @throws {MillraceError} `UNREADABLE` for a string that it did not write, or wrote for another place */
  readonly read: (text: string, context?: BodyContext) => string;
  /**
   * Returns a digest of a string that nobody can compute without the key of the transform. Engines compare by it what is
   * sent with an idempotency key. Without it they use SHA-256, which reveals short values to those who try all of them.
   *
   * @param like an earlier result: the digest is computed with the key of that one. Default: with the current key
   * @throws {MillraceError} `UNREADABLE` if the key of `like` is missing
   */
  readonly digest?: (text: string, like?: string) => string;
}
