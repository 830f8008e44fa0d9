import type { Clock } from '../../../step';
import type { RunKey } from '../../../storage/port';

/** The decrease of the wall clock against the monotonic clock from which it counts as set back, in ms. */
const SET_BACK_MS = 1000;
/** The number of runs from which those that are over are looked for, when the number has doubled. */
const MIN_TO_CLEAN = 1024;

/**
 * The runs that this engine has released until a timer is due. The storage knows their times by the wall clock; if that is
 * set back, they are due by the monotonic clock first.
 */
export class SleepingRuns {
  /** By key: the time by the monotonic clock at which the run is due, and that time by the wall clock as it was. */
  private readonly wakes = new Map<RunKey, { readonly due: number; readonly at: number }>();
  private offset = Number.NEGATIVE_INFINITY;
  private cleanAt = MIN_TO_CLEAN;

  constructor(private readonly clock: Pick<Clock, 'now' | 'monotonic'>) {}

  /** Adds a run that is due at a time by the wall clock. */
  add(key: RunKey, at: number): void {
    const now = this.clock.now();
    const monotonic = this.clock.monotonic();
    this.offset = Math.max(this.offset, now - monotonic);
    this.wakes.set(key, { due: monotonic + at - now, at });
    if (this.wakes.size >= this.cleanAt) this.clean(monotonic);
  }

  /** Removes a run that continues. */
  delete(key: RunKey): void {
    this.wakes.delete(key);
  }

  /** Takes the runs that are due although the wall clock does not show it, each with the time that it waited for. */
  takeDue(): readonly (readonly [key: RunKey, at: number])[] {
    if (!this.isSetBack()) return [];
    const monotonic = this.clock.monotonic();
    const due = [...this.wakes].filter(([, wake]) => wake.due <= monotonic);
    for (const [key] of due) this.wakes.delete(key);
    return due.map(([key, { at }]) => [key, at]);
  }

  /** Returns the time until the next run is due although the wall clock does not show it, in ms. */
  nextDelayMs(): number {
    if (!this.isSetBack()) return Number.POSITIVE_INFINITY;
    const monotonic = this.clock.monotonic();
    let next = Number.POSITIVE_INFINITY;
    for (const { due } of this.wakes.values()) next = Math.min(next, due - monotonic);
    return Math.max(Math.ceil(next), 0);
  }

  private isSetBack(): boolean {
    if (this.wakes.size === 0) this.offset = Number.NEGATIVE_INFINITY;
    return this.clock.now() - this.clock.monotonic() < this.offset - SET_BACK_MS;
  }

  /** Removes the runs that have been due for a while: another engine continues them. */
  private clean(monotonic: number): void {
    for (const [key, { due }] of this.wakes) if (due < monotonic - SET_BACK_MS) this.wakes.delete(key);
    this.cleanAt = Math.max(MIN_TO_CLEAN, this.wakes.size * 2);
  }
}
