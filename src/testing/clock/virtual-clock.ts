import { isDate } from 'node:util/types';
import { inspectValue, MillraceError } from '../../errors';
import { nextTurn } from '../../execution/next-turn';
import { type Clock, type ClockTimer, type Duration, durationMs } from '../../step';
import { knownOptions } from '../known-options';
import { type PendingTimer, PendingTimers } from './pending-timers';
import { realMs } from './real-time';

/** How a virtual clock works. Everything has a default. */
export interface VirtualClockOptions {
  /** What time it is at first: epoch ms or a `Date`. Default: 2026-01-01T00:00:00Z. */
  readonly start?: number | Date | undefined;
  /**
   * How long, in real time, time stands still for work that does not end: a step that really waits, for a server, say. Default: 100 ms.
   */
  readonly patience?: Duration | undefined;
  /** Whether something is at work that does not wait for this clock. Default: nothing ever is. */
  readonly isBusy?: (() => boolean) | undefined;
}

/** 2026-01-01T00:00:00Z */
const FIRST_MOMENT = 1_767_225_600_000;
/** The last moment that a `Date` knows. */
const LAST_MOMENT = 8_640_000_000_000_000;
/** After so many moments at which something was due, waiting for the end of it is given up. */
const MOST_MOMENTS = 100_000;
/** So many turns of the event loop in which nobody looks at the clock mean that nothing more follows from what has happened. */
const QUIET_TURNS = 8;

/**
 * A clock that stands still until it is told to go on. What is due then happens in order, each with room for what follows from it, so
 * that days pass in milliseconds. It touches no global timer.
 *
 * @example
 * const clock = new VirtualClock();
 * const engine = await createEngine({ clock, storage: memoryStorage(), flows: [reminder] });
 * await engine.start(reminder, order);
 * await clock.advance('3d');
 */
export class VirtualClock implements Clock {
  private time: number;
  /** By how much the clock shows less than has passed. */
  private turnedMs = 0;
  private readonly patienceMs: number;
  private readonly isBusy: () => boolean;
  private readonly timers = new PendingTimers();
  /** Grows whenever somebody looks at the clock. */
  private looks = 0;
  /** What was asked for last: time passes for one at a time. */
  private latest: Promise<unknown> = Promise.resolve();

  /** @throws {MillraceError} `INVALID_OPTION` for a start that is no moment, or a patience that is no duration */
  constructor(options: VirtualClockOptions = {}) {
    const {
      start = FIRST_MOMENT,
      patience = 100,
      isBusy = () => false,
    } = knownOptions(options, { start: true, patience: true, isBusy: true }, 'VirtualClock');
    this.time = momentMs(start, 'start');
    this.patienceMs = durationMs(patience, 'patience');
    this.isBusy = isBusy;
  }

  readonly now = (): number => {
    this.looks += 1;
    return this.time - this.turnedMs;
  };

  readonly setTimer = (delayMs: number, fire: () => void): ClockTimer => {
    this.looks += 1;
    return this.timers.add(this.time + Math.max(delayMs, 0), fire);
  };

  /**
   * Lets time pass. What is due meanwhile happens in order, and is followed by all that comes of it.
   *
   * @throws {MillraceError} `INVALID_OPTION` for what is no duration; time does not go backwards
   */
  async advance(by: Duration): Promise<void> {
    const ms = durationMs(by, 'advance');
    await this.exclusively(() => this.passUntil(this.time + ms));
  }

  /**
   * The same up to a moment: epoch ms or a `Date`.
   *
   * @throws {MillraceError} `INVALID_OPTION` for a moment that has passed
   */
  async advanceTo(moment: number | Date): Promise<void> {
    const at = momentMs(moment, 'advanceTo');
    const now = this.time - this.turnedMs;
    if (at < now) {
      const message = `advanceTo: time does not go backwards; it is ${iso(now)}, and ${iso(at)} has passed`;
      throw new MillraceError('INVALID_OPTION', message, { details: { option: 'advanceTo' } });
    }
    await this.exclusively(() => this.passUntil(at + this.turnedMs));
  }

  /**
   * Lets time pass at once, as for a machine that was asleep: what is due meanwhile happens afterwards, and late.
   *
   * @throws {MillraceError} `INVALID_OPTION` for what is no duration
   */
  async jump(by: Duration): Promise<void> {
    const ms = durationMs(by, 'jump');
    await this.exclusively(async () => {
      // What is on its way sets its timers before the machine falls asleep.
      await this.passUntil(this.time);
      this.time += ms;
      await this.passUntil(this.time);
    });
  }

  /**
   * Sets back what the clock shows, as an operator may do with a machine. Timers are not concerned.
   *
   * @throws {MillraceError} `INVALID_OPTION` for what is no duration
   */
  turnBack(by: Duration): void {
    this.turnedMs += durationMs(by, 'turnBack');
  }

  /** How many timers are set. */
  get pending(): number {
    return this.timers.size;
  }

  /** As {@link advanceTo}, but what is due at that very moment is left to come: whatever happens next comes before it. */
  async advanceToBefore(moment: number | Date): Promise<void> {
    const at = Math.max(momentMs(moment, 'advanceToBefore'), this.time);
    await this.exclusively(async () => {
      // Moments are whole ms.
      await this.passUntil(at - 1);
      this.time = at;
      await this.quiet(() => false);
    });
  }

  /** Lets everything happen that can without any time passing. */
  async settle(): Promise<void> {
    await this.exclusively(() => this.passUntil(this.time));
  }

  /**
   * Lets time pass until a condition holds, from one timer to the next. Gives whether it does: not where nothing is left to wait for.
   * Timers that keep no process alive, as the heartbeat of a lease, are nothing to wait for.
   *
   * @throws {MillraceError} `WRONG_STATE` where there is no end of things to wait for
   */
  runUntil(condition: () => boolean): Promise<boolean> {
    return this.exclusively(async () => {
      const begun = this.time;
      await this.quiet(condition);
      for (let moments = 0; ; moments += 1) {
        if (moments === MOST_MOMENTS) throw this.endless(begun);
        if (condition()) return true;
        const next = this.timers.nextReferenced();
        if (!next) return false;
        await this.fireUntil(next.at, condition);
      }
    });
  }

  /**
   * Lets time pass until nothing is left to wait for.
   *
   * @throws {MillraceError} `WRONG_STATE` where there is no end of it
   */
  async runUntilIdle(): Promise<void> {
    await this.runUntil(() => false);
  }

  private endless(begun: number): MillraceError {
    const span = `from ${iso(begun)} to ${iso(this.time)}`;
    const message = `time passes without an end: ${span} something was due at ${MOST_MOMENTS} moments, and there is more; let only some time pass, with advance`;
    return new MillraceError('WRONG_STATE', message);
  }

  private async passUntil(end: number, condition: () => boolean = () => false): Promise<void> {
    await this.quiet(condition);
    await this.fireUntil(end, condition);
  }

  /** Lets what is due happen, each with all that comes of it. Nothing more may follow from what has happened before. */
  private async fireUntil(end: number, condition: () => boolean): Promise<void> {
    for (let next = this.due(end); next && !condition(); next = this.due(end)) {
      this.timers.remove(next);
      this.time = Math.max(this.time, next.at);
      next.fire();
      await this.quiet(condition);
    }
    if (!condition()) this.time = Math.max(this.time, end);
  }

  private due(end: number): PendingTimer | undefined {
    const next = this.timers.next();
    return next && next.at <= end ? next : undefined;
  }

  /** Resolves when nothing more follows without time passing, or as soon as the condition holds. */
  private async quiet(condition: () => boolean): Promise<void> {
    let patientSince: number | undefined;
    for (let quiet = 0; quiet < QUIET_TURNS && !condition(); ) {
      const { looks } = this;
      await nextTurn();
      if (this.looks !== looks) {
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
  if (Number.isSafeInteger(ms) && Math.abs(ms) <= LAST_MOMENT) return ms;
  throw new MillraceError(
    'INVALID_OPTION',
    `${option}: ${inspectValue(moment)} is no moment; give epoch ms or a Date`,
    {
      details: { option },
    },
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
