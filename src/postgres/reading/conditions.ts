import type { PostgresValue } from '../connection/database';

/** Builds a `where` clause. Values are bound, never part of the SQL. */
export class Conditions {
  readonly values: PostgresValue[] = [];
  private readonly parts: string[] = [];

  /** Returns `where` with all conditions, or an empty string. */
  get sql(): string {
    return this.parts.length === 0 ? '' : `where ${this.parts.join(' and ')}`;
  }

  /** Adds a condition in which each `?` is replaced by a value, unless a value is undefined. */
  add(sql: string, ...values: readonly PostgresValue[]): void {
    if (values.includes(undefined)) return;
    let next = 0;
    this.parts.push(sql.replaceAll('?', () => this.bind(values[next++])));
  }

  /** Binds a value. Returns its placeholder. */
  bind(value: PostgresValue): string {
    return `$${this.values.push(value)}`;
  }
}
