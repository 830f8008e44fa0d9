const BRAND = Symbol.for('millrace.UnknownInstance');

/**
 * Stands for an instance of a class for which the reading engine has no codec: in histories, events, tasks and results.
 * Stored again, it is the instance that it was. Runs are never continued with one.
 */
export class UnknownInstance {
  constructor(
    /** The name under which instances of the class are stored: that of its codec, or `class:` and the name of a declared class. */
    readonly className: string,
    /** The stored data of the instance. */
    readonly data: unknown,
  ) {
    Object.freeze(this);
  }

  /** Returns whether a value is a stand-in, including one of another copy of the library. */
  static is(value: unknown): value is UnknownInstance {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  get [BRAND](): true {
    return true;
  }

  toJSON(): { readonly $class: string; readonly value: unknown } {
    return { $class: this.className, value: this.data };
  }
}
