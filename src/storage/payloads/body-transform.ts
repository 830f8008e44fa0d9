/** Transforms values on their way into a storage and back, as strings. */
export interface BodyTransform {
  /** Whether its output cannot be read without its key; only then may secrets be stored. Default: false. */
  readonly conceals?: boolean;
  readonly write: (text: string) => string;
  /** @throws {MillraceError} `UNREADABLE` for a string that it did not write */
  readonly read: (text: string) => string;
}
