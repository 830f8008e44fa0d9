import type { Renaming } from '../paths/renaming';
import type { Spot } from '../visits/visit-table';

/** A timer of a visit, as known from events. */
export interface TimerView {
  readonly path: string;
  readonly place: string;
  /** `delay`, `backoff`, `reminder`, `escalation`, `sleep`, `within` or `deadline`. */
  readonly purpose: string;
  /** Epoch ms; absent for timers that are known only by having fired. */
  readonly dueAt?: number;
  /** Epoch ms; absent while the timer is pending. */
  readonly firedAt?: number;
}

/** The timers of a run: those that have fired, and those whose due time is in an event. */
export class TimerLog {
  private fired: TimerView[] = [];
  private readonly pending = new Map<string, TimerView>();

  /** The fired timers, in order, followed by the pending ones. */
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

  /** Clears the timers of a path whose work has ended. */
  clear({ path }: Pick<Spot, 'path'>): void {
    for (const [key, timer] of this.pending) if (timer.path === path) this.pending.delete(key);
  }

  /** Clears the timers of a task that was closed. */
  clearTask({ path }: Pick<Spot, 'path'>): void {
    this.pending.delete(`${path} reminder`);
    this.pending.delete(`${path} escalation`);
  }

  /** Clears all timers of a run that has ended. */
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
