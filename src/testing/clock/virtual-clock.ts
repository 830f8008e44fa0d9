import { isDate } from 'node:util/types';
import { inspectValue, knownOptions, MillraceError } from '../../errors';
import { nextTurn } from '../../execution';
import { type Clock, type ClockTimer, type Duration, durationMs } from '../../step';
import { type PendingTimer, PendingTimers } from './pending-timers';
import { realMs } from './real-time';

/** The options of a {@link VirtualClock}. */
export interface VirtualClockOptions {
  /** The initial time: epoch ms or a `Date`. Default: 2026-01-01T00:00:00Z. */
  readonly start?: number | Date | undefined;
  /**
   * The real time for which the clock waits for unfinished work, such as a step that waits for a server. Default: 100
   * ms.
   */
  readonly patience?: Duration | undefined;
  /** Whether there is work in progress that does not wait for this clock. Default: there never is. */
  readonly isBusy?: (() => boolean) | undefined;
}

/** 2026-01-01T00:00:00Z */
const DEFAULT_START = 1_767_225_600_000;
/** The latest time of a `Date`. */
const MAX_TIME = 8_640_000_000_000_000;
/** The number of different times with due timers after which the clock assumes that there are always more. */
const MAX_DUE_TIMES = 100_000;
/** The number of event loop turns without a read of the clock after which no reactions are pending. */
const QUIET_TURNS = 8;

/**
 * A clock that stands still until it is advanced. Due timers then fire in order, each followed by all its consequences,
 * so that days pass in milliseconds. It replaces no global timer.
 *
 * @example
 * const clock = new VirtualClock();
 * const engine = await createEngine({ clock, storage: memoryStorage(), flows: [reminder] });
 * await engine.start(reminder, order);
 * await clock.advance('3d');
 */
export class VirtualClock implements Clock {
  private time: number;
  /** The time by which the clock was set back. */
  private turnedMs = 0;
  private readonly patienceMs: number;
  private readonly isBusy: () => boolean;
  private readonly timers = new PendingTimers();
  /** The number of reads of the clock. */
  private reads = 0;
  /** The latest request to advance; requests run one at a time. */
  private latest: Promise<unknown> = Promise.resolve();

  /** @throws {MillraceError} `INVALID_OPTION` for an invalid start or patience */
  constructor(options: VirtualClockOptions = {}) {
    const {
      start = DEFAULT_START,
      patience = 100,
      isBusy = () => false,
    } = knownOptions(options, { start: true, patience: true, isBusy: true }, 'VirtualClock');
    this.time = momentMs(start, 'start');
    this.patienceMs = durationMs(patience, 'patience');
    this.isBusy = isBusy;
  }

  readonly now = (): number => {
    this.reads += 1;
    return this.time - this.turnedMs;
  };

  readonly monotonic = (): number => this.time;

  readonly setTimer = (delayMs: number, fire: () => void): ClockTimer => {
    this.reads += 1;
    return this.timers.add(this.time + Math.max(delayMs, 0), fire);
  };

  /**
   * Advances the clock. Due timers fire in order, each followed by all its consequences.
   *
   * @throws {MillraceError} `INVALID_OPTION` for an invalid or negative duration
   */
  async advance(by: Duration): Promise<void> {
    const ms = durationMs(by, 'advance');
    await this.exclusively(() => this.advanceUntil(this.time + ms));
  }

  /**
   * Advances the clock to a time: epoch ms or a `Date`.
   *
   * @throws {MillraceError} `INVALID_OPTION` for a time in the past
   */
  async advanceTo(moment: number | Date): Promise<void> {
    const at = momentMs(moment, 'advanceTo');
    const now = this.time - this.turnedMs;
    if (at < now) {
      const message = `advanceTo: the clock cannot go backwards; it is ${iso(now)}, and ${iso(at)} is in the past`;
      throw new MillraceError('INVALID_OPTION', message, { details: { option: 'advanceTo' } });
    }
    await this.exclusively(() => this.advanceUntil(at + this.turnedMs));
  }

  /**
   * Advances the clock in one step, as on a machine that was suspended: timers that become due fire late, afterwards.
   *
   * @throws {MillraceError} `INVALID_OPTION` for an invalid duration
   */
  async jump(by: Duration): Promise<void> {
    const ms = durationMs(by, 'jump');
    await this.exclusively(async () => {
      // Work in progress sets its timers before the machine is suspended.
      await this.advanceUntil(this.time);
      this.time += ms;
      await this.advanceUntil(this.time);
    });
  }

  /**
   * Sets the displayed time back, as an operator may do on a machine. Timers are not affected.
   *
   * @throws {MillraceError} `INVALID_OPTION` for an invalid duration
   */
  turnBack(by: Duration): void {
    this.turnedMs += durationMs(by, 'turnBack');
  }

  /** The number of pending timers. */
  get pending(): number {
    return this.timers.size;
  }

  /** Advances like {@link advanceTo}, but timers that are due at exactly that time do not fire yet. */
  async advanceToBefore(moment: number | Date): Promise<void> {
    const at = Math.max(momentMs(moment, 'advanceToBefore'), this.time);
    await this.exclusively(async () => {
      // Times are whole ms.
      await this.advanceUntil(at - 1);
      this.time = at;
      await this.settleUntil(() => false);
    });
  }

  /** Waits until all work is done that does not need the clock to advance. */
  async settle(): Promise<void> {
    await this.exclusively(() => this.advanceUntil(this.time));
  }

  /**
   * Advances the clock from one timer to the next until a condition holds or no timers are left. Unreferenced timers,
   * such as the heartbeat of a lease, do not count. Returns whether the condition holds.
   *
   * @throws {MillraceError} `WRONG_STATE` if there are always more timers
   */
  runUntil(condition: () => boolean): Promise<boolean> {
    return this.exclusively(async () => {
      const begun = this.time;
      await this.settleUntil(condition);
      for (let moments = 0; ; moments += 1) {
        if (moments === MAX_DUE_TIMES) throw this.endless(begun);
        if (condition()) return true;
        const next = this.timers.nextReferenced();
        if (!next) return false;
        await this.fireUntil(next.at, condition);
      }
    });
  }

  /**
   * Advances the clock until no timers are left.
   *
   * @throws {MillraceError} `WRONG_STATE` if there are always more timers
   */
  async runUntilIdle(): Promise<void> {
    await this.runUntil(() => false);
  }

  private endless(begun: number): MillraceError {
    const span = `from ${iso(begun)} to ${iso(this.time)}`;
    const message = `timers never end: ${span} timers were due at ${MAX_DUE_TIMES} different times, and more are pending; use advance to limit the time`;
    return new MillraceError('WRONG_STATE', message);
  }

  private async advanceUntil(end: number, condition: () => boolean = () => false): Promise<void> {
    await this.settleUntil(condition);
    await this.fireUntil(end, condition);
  }

  /** Fires the due timers, each followed by all its consequences. Requires that no earlier consequences are pending. */
  private async fireUntil(end: number, condition: () => boolean): Promise<void> {
    for (let next = this.due(end); next && !condition(); next = this.due(end)) {
      this.timers.remove(next);
      this.time = Math.max(this.time, next.at);
      next.fire();
      await this.settleUntil(condition);
    }
    if (!condition()) this.time = Math.max(this.time, end);
  }

  private due(end: number): PendingTimer | undefined {
    const next = this.timers.next();
    return next && next.at <= end ? next : undefined;
  }

  /** Resolves when all work is done that does not need the clock to advance, or as soon as the condition holds. */
  private async settleUntil(condition: () => boolean): Promise<void> {
    let patientSince: number | undefined;
    for (let quiet = 0; quiet < QUIET_TURNS && !condition(); ) {
      const { reads } = this;
      await nextTurn();
      if (this.reads !== reads) {
        quiet = 0;
        patientSince = undefined;
      } else if (this.isBusy()) {
        quiet = 0;
        patientSince ??= realMs();
        if (realMs() - patientSince >= this.patienceMs) return;
      } else quiet += 1;
    }
  }

  private async exclusively<T>(act: () => Promise<T>): Promise<T> {
    const before = this.latest;
    const result = before.then(act);
    this.latest = result.catch(() => undefined);
    return await result;
  }
}

function momentMs(moment: number | Date, option: string): number {
  const ms = isDate(moment) ? moment.getTime() : moment;
  if (Number.isSafeInteger(ms) && Math.abs(ms) <= MAX_TIME) return ms;
  throw new MillraceError(
    'INVALID_OPTION',
    `${option}: ${inspectValue(moment)} is not a time; pass epoch ms or a Date`,
    {
      details: { option },
    },
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
