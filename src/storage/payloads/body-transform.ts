/** Changes stored texts on their way into a storage and back. */
export interface BodyTransform {
  /** Whether nobody can read what it writes without its key; only then may secrets be stored. Default: false. */
  readonly conceals?: boolean;
  readonly write: (text: string) => string;
  /** @throws {MillraceError} `UNREADABLE` for what it did not write */
  readonly read: (text: string) => string;
}
