import { getEventListeners } from 'node:events';
import type { Clock } from 'millrace';

/** What a process holds at one moment. */
export interface Sample {
  /** The number of runs that have ended. */
  readonly ended: number;
  /** Heap in use after a garbage collection, in bytes. */
  readonly heap: number;
  /** Handles that keep the event loop busy. */
  readonly handles: number;
  /** Timers of the engine that have neither fired nor been cleared. */
  readonly timers: number;
  /** Listeners on the process and on the signal that all runs share. */
  readonly listeners: number;
}

/** A clock that counts the timers that are set. */
export class CountingClock implements Clock {
  timers = 0;

  constructor(private readonly clock: Clock) {}

  readonly now = (): number => this.clock.now();
  readonly monotonic = (): number => this.clock.monotonic();

  readonly setTimer = (delayMs: number, fire: () => void): ReturnType<Clock['setTimer']> => {
    this.timers += 1;
    let isSet = true;
    const unset = (): void => {
      if (isSet) this.timers -= 1;
      isSet = false;
    };
    const timer = this.clock.setTimer(delayMs, () => {
      unset();
      fire();
    });
    return {
      ref: timer.ref,
      unref: timer.unref,
      clear: () => {
        unset();
        timer.clear();
      },
    };
  };
}

/** Returns what the process holds. Needs `--expose-gc`. */
export function sampleOf(ended: number, { timers }: CountingClock, signal: AbortSignal): Sample {
  if (!globalThis.gc) throw new Error('the soak needs node --expose-gc');
  globalThis.gc();
  const ofProcess = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  return {
    ended,
    heap: process.memoryUsage().heapUsed,
    handles: process.getActiveResourcesInfo().filter((name) => name !== 'Immediate').length,
    timers,
    listeners: ofProcess + getEventListeners(signal, 'abort').length,
  };
}
