import { knownOptions, MillraceError, type OptionNames } from '../../errors';

/** The options of a {@link SharedResource}. */
export interface SharedResourceOptions<Resource> {
  /** The storage, for messages: a noun phrase, such as `the SQLite storage "a.db"`. */
  readonly storage: string;
  /** The details of errors. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly open: () => Promise<Resource>;
  readonly close: (resource: Resource) => Promise<void> | void;
}

const NAMES: OptionNames<SharedResourceOptions<unknown>> = { storage: true, details: true, open: true, close: true };

/** A file or connection that the engines of a storage share: the first one opens it, the last one closes it. */
export class SharedResource<Resource> {
  private users = 0;
  private opening: Promise<Resource> | undefined = undefined;
  private closing: Promise<void> | undefined = undefined;
  private resource: Resource | undefined = undefined;

  private readonly options: SharedResourceOptions<Resource>;

  constructor(options: SharedResourceOptions<Resource>) {
    this.options = knownOptions(options, NAMES, 'SharedResource');
  }

  /** @throws {MillraceError} `STORAGE_UNAVAILABLE` while it is not open */
  get opened(): Resource {
    if (this.resource !== undefined) return this.resource;
    const { storage, details } = this.options;
    throw new MillraceError(
      'STORAGE_UNAVAILABLE',
      `${storage} is not open: call open() first, and close() after the last use`,
      { details },
    );
  }

  async open(): Promise<void> {
    this.users += 1;
    try {
      // Its failure was reported by `close`.
      await this.closing?.catch(() => undefined);
      this.opening ??= this.options.open();
      this.resource = await this.opening;
    } catch (error) {
      this.users -= 1;
      this.opening = undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.users === 0) return;
    this.users -= 1;
    if (this.users > 0) return;
    const { resource } = this;
    this.resource = undefined;
    this.opening = undefined;
    this.closing = resource === undefined ? undefined : Promise.resolve(this.options.close(resource));
    await this.closing;
  }
}
