import type { PostgresValue } from '../connection/database';

/** Puts a `where` together. What comes from outside is bound and never part of the text. */
export class Conditions {
  readonly values: PostgresValue[] = [];
  private readonly parts: string[] = [];

  /** `where` with all conditions, or nothing. */
  get sql(): string {
    return this.parts.length === 0 ? '' : `where ${this.parts.join(' and ')}`;
  }

  /** Adds a condition in which each `?` stands for a value, unless a value is missing. */
  add(sql: string, ...values: readonly PostgresValue[]): void {
    if (values.includes(undefined)) return;
    let next = 0;
    this.parts.push(sql.replaceAll('?', () => this.bind(values[next++])));
  }

  /** Binds a value, and gives what stands for it. */
  bind(value: PostgresValue): string {
    return `$${this.values.push(value)}`;
  }
}
