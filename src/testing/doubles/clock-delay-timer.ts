import { type Clock, durationMs } from '../../step';
import type { SpecialAnswer } from './answer';
import type { DelayTimer } from './double-runner';

/** Lets doubles wait on a clock, and counts the waiting ones. */
export class ClockDelayTimer implements DelayTimer {
  private resting = new Set<symbol>();

  constructor(private readonly clock: () => Clock) {}

  /** The number of waiting doubles. */
  get waiting(): number {
    return this.resting.size;
  }

  readonly wait = (delay: SpecialAnswer['delay'] | undefined, signal: AbortSignal): Promise<void> => {
    const mark = Symbol('waits');
    this.resting.add(mark);
    return new Promise<void>((resolve, reject) => {
      const timer = delay === undefined ? undefined : this.clock().setTimer(durationMs(delay, 'after'), resolve);
      const stop = (): void => {
        timer?.clear();
        reject(signal.reason as Error);
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    }).finally(() => {
      this.resting.delete(mark);
    });
  };
}
