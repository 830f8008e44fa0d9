import type { SqliteValue } from '../driver/driver';

/** Builds a `where` clause. Values are bound, never part of the SQL. */
export class Conditions {
  readonly values: SqliteValue[] = [];
  private readonly parts: string[] = [];

  /** Returns `where` with all conditions, or an empty string. */
  get sql(): string {
    return this.parts.length === 0 ? '' : `where ${this.parts.join(' and ')}`;
  }

  /** Adds a condition with one value, unless it is undefined. */
  add(sql: string, value: SqliteValue | undefined): void {
    if (value === undefined) return;
    this.parts.push(sql);
    this.values.push(value);
  }

  /** Adds a condition in which `*` is replaced by a list. */
  addList(sql: string, values: readonly SqliteValue[]): void {
    this.parts.push(sql.replace('*', values.map(() => '?').join(', ')));
    this.values.push(...values);
  }
}
