import type { SqliteValue } from '../driver/driver';

/** Puts a `where` together. What comes from outside is bound and never part of the text. */
export class Conditions {
  readonly values: SqliteValue[] = [];
  private readonly parts: string[] = [];

  /** `where` with all conditions, or nothing. */
  get sql(): string {
    return this.parts.length === 0 ? '' : `where ${this.parts.join(' and ')}`;
  }

  /** Adds a condition with one value, unless there is none. */
  add(sql: string, value: SqliteValue | undefined): void {
    if (value === undefined) return;
    this.parts.push(sql);
    this.values.push(value);
  }

  /** Adds a condition in which `*` stands for a list. */
  addList(sql: string, values: readonly SqliteValue[]): void {
    this.parts.push(sql.replace('*', values.map(() => '?').join(', ')));
    this.values.push(...values);
  }
}
