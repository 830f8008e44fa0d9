import { inspect } from 'node:util';

const SHOWN = '[secret]';
const BRAND = Symbol.for('millrace.Secret');

/**
 * Hides a value from logs, events and storages: it prints as `[secret]`, also in JSON, and is stored only by an engine
 * that encrypts. Failure messages are ordinary strings, so keep secrets out of them.
 *
 * @example
 * const token = new Secret('sk-1234');
 * client.login(token.reveal());
 */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
    Object.freeze(this);
  }

  /** Returns whether a value is a secret, including one of another copy of the library. */
  static is(value: unknown): value is Secret<unknown> {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  get [BRAND](): true {
    return true;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
