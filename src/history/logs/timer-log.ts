import type { Renaming } from '../paths/renaming';
import type { Spot } from '../visits/visit-table';

/** A timer of a visit, as far as events tell of it. */
export interface TimerView {
  readonly path: string;
  readonly place: string;
  /** `delay`, `backoff`, `reminder`, `escalation`, `sleep`, `within` or `deadline`. */
  readonly purpose: string;
  /** Epoch ms; of some timers only that they have fired is known. */
  readonly dueAt?: number;
  /** Epoch ms; left out while it is pending. */
  readonly firedAt?: number;
}

/** The timers of a run: those that have fired, and those of which an event has told when they are due. */
export class TimerLog {
  private fired: TimerView[] = [];
  private readonly pending = new Map<string, TimerView>();

  /** Those that have fired, in order, and then those that are pending. */
  get timers(): readonly TimerView[] {
    return [...this.fired, ...this.pending.values()];
  }

  set({ path, place }: Spot, purpose: string, dueAt: number): void {
    this.pending.set(`${path} ${purpose}`, { path, place, purpose, dueAt });
  }

  fire({ path, place }: Spot, purpose: string, at: number): void {
    const known = this.pending.get(`${path} ${purpose}`);
    this.pending.delete(`${path} ${purpose}`);
    this.fired.push({ ...(known ?? { path, place, purpose }), firedAt: at });
  }

  /** The work of a path has ended, and its timers with it. */
  clear({ path }: Pick<Spot, 'path'>): void {
    for (const [key, timer] of this.pending) if (timer.path === path) this.pending.delete(key);
  }

  /** A person has closed the task of a path. */
  clearTask({ path }: Pick<Spot, 'path'>): void {
    this.pending.delete(`${path} reminder`);
    this.pending.delete(`${path} escalation`);
  }

  /** The run has ended. */
  clearAll(): void {
    this.pending.clear();
  }

  move({ path, place }: Renaming): void {
    const moved = (timer: TimerView): TimerView => ({ ...timer, path: path(timer.path), place: place(timer.place) });
    const pending = [...this.pending.values()].map(moved);
    this.fired = this.fired.map(moved);
    this.pending.clear();
    for (const timer of pending) this.pending.set(`${timer.path} ${timer.purpose}`, timer);
  }
}
