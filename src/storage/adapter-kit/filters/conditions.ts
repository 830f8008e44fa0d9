/** Builds a `where` clause. Values are bound, never part of the SQL. */
export class Conditions<Value> {
  readonly values: Value[] = [];
  private readonly parts: string[] = [];

  /** @param placeholderOf returns the placeholder of the value at a position, from 1 */
  constructor(private readonly placeholderOf: (position: number) => string) {}

  /** Returns `where` with all conditions, or an empty string. */
  get sql(): string {
    return this.parts.length === 0 ? '' : `where ${this.parts.join(' and ')}`;
  }

  /** Adds a condition in which each `?` is replaced by a value, unless a value is undefined. */
  add(sql: string, ...values: readonly (Value | undefined)[]): void {
    const known = values.filter((value) => value !== undefined);
    if (known.length < values.length) return;
    const rest = known.values();
    this.parts.push(
      sql.replaceAll('?', (mark) => {
        const { value, done } = rest.next();
        return done ? mark : this.bind(value);
      }),
    );
  }

  /** Adds a condition in which `*` is replaced by a list, unless the list is undefined. */
  addList(sql: string, values: readonly Value[] | undefined): void {
    // No dialect takes an empty list everywhere; `null` equals nothing.
    const list = values?.map((value) => this.bind(value)).join(', ');
    if (list !== undefined) this.parts.push(sql.replace('*', list === '' ? 'null' : list));
  }

  /** Binds a value. Returns its placeholder. */
  bind(value: Value): string {
    return this.placeholderOf(this.values.push(value));
  }
}
