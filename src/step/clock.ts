/** A timer that was set. While it is unreferenced it does not keep the process alive. */
export interface ClockTimer {
  readonly clear: () => void;
  readonly ref: () => void;
  readonly unref: () => void;
}

/** Where time comes from: an engine, and what waits in its name, take it from here. */
export interface Clock {
  /** Integer epoch ms. */
  readonly now: () => number;
  /** Calls back once, `delayMs` from now. */
  readonly setTimer: (delayMs: number, fire: () => void) => ClockTimer;
}

/** The longest delay that Node's timers take; a longer one would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The machine's clock. A timer that is further away than Node can count is set again on the way. */
export const systemClock: Clock = Object.freeze({
  now: Date.now,
  setTimer(delayMs: number, fire: () => void): ClockTimer {
    let referenced = true;
    let left = delayMs;
    const step = (): NodeJS.Timeout => {
      const delay = Math.min(Math.max(left, 0), LONGEST_DELAY_MS);
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
