import { type RunState, readKey, type Token, type Write } from '../../run';
import type { Key, Shared } from '../../step';

function nameOf(key: Key<unknown> | string): string {
  return typeof key === 'string' ? key : key.name;
}

/** The shared store as one attempt sees it: its own writes first, then what has been committed. */
export class SharedOverlay implements Shared {
  private readonly written = new Map<string, unknown>();

  constructor(
    private readonly state: RunState,
    private readonly at: Token,
  ) {}

  get<T>(key: Key<T>): T;
  get(key: string): unknown;
  get(key: Key<unknown> | string): unknown {
    const name = nameOf(key);
    if (this.written.has(name)) return this.written.get(name);
    const entry = readKey(this.state, this.at.frame, this.at.item, name);
    if (entry) return entry.value;
    return typeof key === 'string' ? undefined : key.initial;
  }

  set(key: Key<unknown> | string, value: unknown): void {
    this.written.set(nameOf(key), value);
  }

  has(key: Key<unknown> | string): boolean {
    const name = nameOf(key);
    return this.written.has(name) || readKey(this.state, this.at.frame, this.at.item, name) !== undefined;
  }

  /** What the attempt wrote, in the order of the first writes. */
  writes(): readonly Write[] {
    return [...this.written].map(([key, value]) => ({ key, value }));
  }
}
