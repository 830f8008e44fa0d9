/** A timer. While unreferenced, it does not keep the process alive. */
export interface ClockTimer {
  readonly clear: () => void;
  readonly ref: () => void;
  readonly unref: () => void;
}

/** The source of time for an engine and everything that waits on its behalf. */
export interface Clock {
  /** Returns the time as integer epoch ms. */
  readonly now: () => number;
  /** Returns a time in ms, from any origin, that only goes forward: for durations, whatever becomes of {@link now}. */
  readonly monotonic: () => number;
  /** Calls `fire` once, `delayMs` from now. */
  readonly setTimer: (delayMs: number, fire: () => void) => ClockTimer;
}

/** The longest delay of a Node timer; a longer one would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The system clock. A delay that is too long for one Node timer is split into several. */
export const systemClock: Clock = Object.freeze({
  now: Date.now,
  monotonic: () => performance.now(),
  setTimer(delayMs: number, fire: () => void): ClockTimer {
    let referenced = true;
    let left = delayMs;
    const step = (): NodeJS.Timeout => {
      const delay = Math.min(Math.max(left, 0), MAX_DELAY_MS);
      left -= delay;
      const timeout = setTimeout(() => {
        if (left > 0) current = step();
        else fire();
      }, delay);
      return referenced ? timeout : timeout.unref();
    };
    let current = step();
    return {
      clear: () => {
        clearTimeout(current);
      },
      ref: () => {
        referenced = true;
        current.ref();
      },
      unref: () => {
        referenced = false;
        current.unref();
      },
    };
  },
});
